using Bidding.Core.Amounts;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;

namespace Bidding.Core.Tests.Replay;

/// <summary>A made-up day of auctions: log-normal values and prices; traffic by hour as given. Seeded.</summary>
internal sealed class ReplayDay
{
    private const double NanosPerCpm = 1e6;

    private ReplayDay(List<AuctionRow> rows) => Rows = rows;

    /// <summary>Quiet nights, busy evenings.</summary>
    public static double[] Usual { get; } = [.. Enumerable.Range(0, 24).Select(hour => 1 + (0.8 * Math.Cos((hour - 18) * Math.PI / 12)))];

    public List<AuctionRow> Rows { get; }

    /// <summary>What all of it would cost.</summary>
    public double Cost => Rows.Sum(row => row.MarketCpm) / 1000;

    /// <param name="change">Changes a row; null leaves it out.</param>
    public static ReplayDay Make(int auctions, int seed, double[]? traffic = null, Func<AuctionRow, AuctionRow?>? change = null)
    {
        var random = new Random(seed);
        traffic ??= Usual;
        var rows = new List<AuctionRow>(auctions);
        for (var hour = 0; hour < traffic.Length; hour++)
        {
            var count = (int)(auctions * traffic[hour] / traffic.Sum());
            foreach (var at in Enumerable.Range(0, count).Select(_ => random.Next(3_600_000)).Order())
            {
                var row = new AuctionRow
                {
                    TimeMs = (hour * 3_600_000L) + at,
                    MarketCpm = 2 * Math.Exp(0.5 * Normal(random)) * (1 + (0.2 * Math.Cos((hour - 20) * Math.PI / 12))),
                    Pctr = Math.Min(1, 0.002 * Math.Exp(0.6 * Normal(random))),
                    Count = 1,
                };
                if ((change is null ? row : change(row)) is { } kept)
                {
                    rows.Add(kept);
                }
            }
        }

        return new(rows);
    }

    public ReplayHistory History(ReplayValue value)
    {
        var history = new ReplayHistory(value);
        foreach (var row in Rows)
        {
            history.See(row, row.TimeMs);
        }

        return history;
    }

    /// <summary>Replays it for one budget.</summary>
    public CampaignResult Run(double budget, string policy = "traffic-shaped", ReplayDay? before = null, ReplayOptions? options = null) =>
        Run(CampaignReplay.OfBudget(Money.FromDecimal((decimal)budget), ValueKind.Pctr, policy, before?.History(ReplayValue.Of(ValueKind.Pctr))), options);

    public CampaignResult Run(ReplayCampaign campaign, ReplayOptions? options = null)
    {
        var run = new ReplayRun([campaign], options ?? new());
        for (var i = 0; i < Rows.Count; i++)
        {
            run.Take(Rows[i], i + 1 < Rows.Count ? Rows[i + 1].TimeMs : ReplayCampaign.DayMs);
        }

        return run.End(TimeSpan.FromSeconds(1)).Campaigns[0];
    }

    /// <summary>The most value the budget could have bought: best value per price first.</summary>
    public double Hindsight(double budget)
    {
        var (left, value) = (budget * 1e9, 0.0);
        foreach (var row in Rows.OrderByDescending(row => row.Pctr / row.MarketCpm))
        {
            left -= row.MarketCpm * NanosPerCpm;
            if (left < 0)
            {
                break;
            }

            value += row.Pctr;
        }

        return value;
    }

    /// <summary>The largest deviation from so late on.</summary>
    public static double DeviationFrom(CampaignResult result, double hour) =>
        result.Course.Where(mark => mark.AtMs >= hour * 3_600_000).Max(mark => Math.Abs(mark.Spent - mark.Planned));

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
