using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Records;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using NodaTime;

namespace Bidding.Core.Tests.Replay;

public sealed class RecordedDayTests
{
    private static readonly Instant Midnight = Instant.FromUtc(2026, 6, 1, 0, 0);

    /// <summary>Replayed as it was paced, a recorded day comes to what was recorded.</summary>
    [Theory]
    [InlineData(0.5, 1.0)]
    [InlineData(0.9, 0.4)]
    public void Of_ADayReplayedAsItWas_SpendsAndWinsAsItDid(double participation, double multiplier)
    {
        var (record, wins, cost) = Live(participation, multiplier);

        var day = RecordedDay.Of(record.Read(), Midnight, Midnight + Duration.FromDays(1))!;
        var result = Replay(day, participation, multiplier);

        Assert.InRange(result.Impressions / (double)wins, 0.97, 1.03);
        Assert.InRange(result.Spent.Nanos / (double)cost, 0.97, 1.03);
        Assert.Equal(record.Read().Sum(quarter => quarter.Opportunities), result.Opportunities);
    }

    [Fact]
    public void Of_ADayReplayedWithLowerBids_WinsLess()
    {
        var (record, wins, cost) = Live(0.9, 1);

        var result = Replay(RecordedDay.Of(record.Read(), Midnight, Midnight + Duration.FromDays(1))!, 0.9, 0.5);

        Assert.InRange(result.Impressions / (double)wins, 0.05, 0.8);
        Assert.InRange(result.Spent.Nanos / (double)cost, 0.01, 0.6);
    }

    [Fact]
    public void Of_ADayWithoutABid_IsNone() => Assert.Null(RecordedDay.Of(new DeliveryRecord().Read(), Midnight, Midnight + Duration.FromDays(1)));

    // A second-price market of log-normal prices around 2 thousandths; bids of 2.4 thousandths at a multiplier of 1.
    private static (DeliveryRecord Record, long Wins, long Cost) Live(double participation, double multiplier)
    {
        var record = new DeliveryRecord();
        var random = new Random(3);
        var (wins, cost) = (0L, 0L);
        for (var second = 0; second < 86_400; second += 10)
        {
            var at = Midnight + Duration.FromSeconds(second);
            var count = random.Next(10, 30);
            var bids = 0;
            for (var i = 0; i < count; i++)
            {
                if (random.NextDouble() < participation)
                {
                    bids++;
                    var price = (long)(2e6 * Math.Exp(0.4 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));
                    if (price < 2.4e6 * multiplier)
                    {
                        wins++;
                        cost += price;
                        record.SeeWin(at, new(price));
                    }
                }
            }

            record.See(at, 10, count, participation, multiplier, bids, new((long)(bids * 2.4e6 * multiplier)));
        }

        return (record, wins, cost);
    }

    private static CampaignResult Replay(RecordedDay day, double participation, double multiplier)
    {
        var campaign = new ReplayCampaign
        {
            Id = "recorded",
            Budget = Money.FromDecimal(1_000_000m),
            Value = day.Value,
            Result = new(1, 0, 0, 0),
            Controller = new Steady(new(multiplier, participation)),
            BidMost = long.MaxValue / 8,
        };
        var run = new ReplayRun([campaign], new());
        for (var i = 0; i < day.Rows.Count; i++)
        {
            run.Take(day.Rows[i], i + 1 < day.Rows.Count ? day.Rows[i + 1].TimeMs : ReplayCampaign.DayMs);
        }

        return run.End(TimeSpan.FromSeconds(1)).Campaigns[0];
    }

    private sealed class Steady(PacingChoice choice) : IPacingController
    {
        public void SeeWin(double critical, double price)
        {
        }

        public PacingChoice Step(in PacingView view) => choice;
    }
}
