using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;
using Xunit.Abstractions;

namespace Bidding.Core.Tests.Optimization;

/// <summary>
/// Ads with known true rates spend a budget, once with equal shares and once with the shares that the optimizer gives. Regret is the results missed against having
/// given all to the best ad from the start.
/// </summary>
public sealed class SimulatedArmsTests(ITestOutputHelper output)
{
    private const int Reviews = 120;
    private const double BudgetPerReview = 1.0;

    // Fewer draws than a node makes: hundreds of decisions are made here.
    private static readonly ThompsonSettings Settings = ThompsonSettings.Default with { Draws = 256 };

    // Each row: clicks per impression and media cost per impression of every ad, and how much of equal shares' regret may be left.
    public static TheoryData<string, double[], double[], double> Arms() => new()
    {
        { "two ads, one clicks twice as well", [0.02, 0.01], [0.002, 0.002], 0.45 },
        { "two ads, one costs half", [0.01, 0.01], [0.001, 0.002], 0.45 },
        { "five ads, one better", [0.010, 0.010, 0.020, 0.010, 0.010], [0.002, 0.002, 0.002, 0.002, 0.002], 0.60 },
        { "the one that clicks most costs too much", [0.030, 0.020], [0.006, 0.002], 0.45 },
        { "ten ads in a row", [0.004, 0.006, 0.008, 0.010, 0.012, 0.014, 0.016, 0.018, 0.020, 0.030], [0.002, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002, 0.002], 0.65 },
    };

    [Theory]
    [MemberData(nameof(Arms))]
    public void Decide_OverTime_MissesFewerResultsThanEqualShares(string name, double[] clickRates, double[] costs, double regretLeft)
    {
        var best = clickRates.Zip(costs, (rate, cost) => rate / cost).Max() * BudgetPerReview * Reviews;
        double learned = 0, equal = 0, share = 0;
        const int Runs = 5;
        for (var run = 0; run < Runs; run++)
        {
            var (clicks, last) = Spend(clickRates, costs, run, learns: true);
            learned += clicks / (double)Runs;
            equal += Spend(clickRates, costs, run, learns: false).Clicks / (double)Runs;
            share += last / Runs;
        }

        output.WriteLine($"{name}: best possible {best:0}, equal shares {equal:0}, learned {learned:0}, last share of the best ad {share:P0}");
        Assert.True(best - learned < regretLeft * (best - equal), $"regret {best - learned:0} of {best - equal:0}");
        Assert.True(share > 1.0 / clickRates.Length * 1.5, $"last share of the best ad {share:P0}");
    }

    /// <summary>Shares that are equal already are the best there is: learning must not cost much.</summary>
    [Fact]
    public void Decide_AdsAllTheSame_LosesNothingAgainstEqualShares()
    {
        double[] rates = [0.01, 0.01, 0.01], costs = [0.002, 0.002, 0.002];
        var learned = Enumerable.Range(0, 5).Sum(run => Spend(rates, costs, run, learns: true).Clicks);
        var equal = Enumerable.Range(0, 5).Sum(run => Spend(rates, costs, run, learns: false).Clicks);
        Assert.InRange(learned, equal * 0.93, equal * 1.07);
    }

    private static (long Clicks, double LastShareOfBest) Spend(double[] clickRates, double[] costs, int run, bool learns)
    {
        var random = new Random(run);
        var ads = clickRates.Select((_, i) => Trials.Ad(i + 1)).ToArray();
        var shares = Enumerable.Repeat(1.0 / ads.Length, ads.Length).ToArray();
        for (var review = 0; review < Reviews; review++)
        {
            for (var i = 0; i < ads.Length; i++)
            {
                var impressions = (long)(BudgetPerReview * shares[i] / costs[i]);
                var clicks = 0L;
                for (var one = 0L; one < impressions; one++)
                {
                    clicks += random.NextDouble() < clickRates[i] ? 1 : 0;
                }

                var counts = ads[i].Counts;
                ads[i] = ads[i] with
                {
                    Counts = counts with { Impressions = counts.Impressions + impressions, Clicks = counts.Clicks + clicks },
                    Cost = ads[i].Cost + Money.FromDecimal((decimal)(impressions * costs[i])),
                };
            }

            if (learns)
            {
                var decision = BudgetedThompson.Decide(GoalKind.Clicks, ads, Settings, RatePriors.Default, (ulong)run);
                for (var i = 0; i < ads.Length; i++)
                {
                    shares[i] = decision.Moves[i].After.ToDouble();
                    ads[i] = ads[i] with { Counts = ads[i].Counts with { Share = decision.Moves[i].After } };
                }
            }
        }

        var values = clickRates.Zip(costs, (rate, cost) => rate / cost).ToArray();
        return (ads.Sum(ad => ad.Counts.Clicks), shares[Array.IndexOf(values, values.Max())]);
    }
}
