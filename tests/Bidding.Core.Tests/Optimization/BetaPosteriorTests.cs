using Bidding.Core.Auction;
using Bidding.Core.Optimization;

namespace Bidding.Core.Tests.Optimization;

public sealed class BetaPosteriorTests
{
    // Mean a/(a+b) and variance ab/((a+b)^2 (a+b+1)), shapes below one included.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(0.2, 19.8)]
    [InlineData(2, 998)]
    [InlineData(50, 50)]
    [InlineData(300, 0.5)]
    public void Draw_ManyTimes_HasTheMeanAndVarianceOfTheDistribution(double alpha, double beta)
    {
        const int Draws = 200_000;
        var posterior = new BetaPosterior(alpha, beta);
        var source = new DrawSource(7);
        double sum = 0, squares = 0;
        for (var i = 0; i < Draws; i++)
        {
            var x = posterior.Draw(ref source);
            Assert.InRange(x, 0, 1);
            sum += x;
            squares += x * x;
        }

        var mean = sum / Draws;
        var variance = (squares / Draws) - (mean * mean);
        var expected = alpha * beta / ((alpha + beta) * (alpha + beta) * (alpha + beta + 1));
        Assert.Equal(posterior.Mean, mean, 5 * Math.Sqrt(expected / Draws));
        Assert.InRange(variance, expected * 0.95, expected * 1.05);
    }

    [Fact]
    public void Of_MoreSuccessesThanTrials_CountsAllAsSuccesses()
    {
        var posterior = BetaPosterior.Of(successes: 5, trials: 3, priorMean: 0.5, priorTrials: 2);
        Assert.Equal(new BetaPosterior(6, 1), posterior);
    }
}
