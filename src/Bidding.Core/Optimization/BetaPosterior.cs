using Bidding.Core.Auction;

namespace Bidding.Core.Optimization;

/// <summary>What is believed of a rate from 0 to 1: a Beta distribution. Both parameters are above 0.</summary>
public readonly record struct BetaPosterior(double Alpha, double Beta)
{
    public double Mean => Alpha / (Alpha + Beta);

    /// <summary>Of a rate that was seen to succeed so often, with a prior of the given mean and weight (in trials). More successes than trials count as all.</summary>
    public static BetaPosterior Of(double successes, double trials, double priorMean, double priorTrials)
    {
        var possible = Math.Max(trials, successes);
        return new(successes + (priorMean * priorTrials), possible - successes + ((1 - priorMean) * priorTrials));
    }

    /// <summary>One draw, from 0 to 1: X / (X + Y) of two gamma variates.</summary>
    public double Draw(ref DrawSource source)
    {
        var x = Gamma(Alpha, ref source);
        var y = Gamma(Beta, ref source);
        var sum = x + y;

        // Two tiny shapes can both underflow; their distribution has its mass at the ends then, and its mean will do.
        return sum > 0 ? x / sum : Mean;
    }

    // Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000); shapes below 1 by their section 6.
    private static double Gamma(double shape, ref DrawSource source)
    {
        if (shape < 1)
        {
            return Gamma(shape + 1, ref source) * Math.Pow(Unit(ref source), 1 / shape);
        }

        var d = shape - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            var x = Normal(ref source);
            var v = 1 + (c * x);
            if (v <= 0)
            {
                continue;
            }

            v = v * v * v;
            var u = Unit(ref source);
            if (Math.Log(u) < (0.5 * x * x) + d - (d * v) + (d * Math.Log(v)))
            {
                return d * v;
            }
        }
    }

    // Box and Muller, 1958.
    private static double Normal(ref DrawSource source) =>
        Math.Sqrt(-2 * Math.Log(Unit(ref source))) * Math.Cos(2 * Math.PI * source.NextUnit());

    /// <summary>In (0, 1]: its logarithm is finite.</summary>
    private static double Unit(ref DrawSource source) => 1 - source.NextUnit();
}
