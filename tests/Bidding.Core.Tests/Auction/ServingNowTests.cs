using Bidding.Core.Auction;
using NodaTime;
using NodaTime.Text;

namespace Bidding.Core.Tests.Auction;

/// <summary>What serves is worked out once per minute and snapshot: time that passes, goes back, or brings a new campaign must not leave an old answer behind.</summary>
public sealed class ServingNowTests
{
    private static readonly IsoDayOfWeek[] EveryDay = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];

    [Fact]
    public void Decide_AsTimePassesAndGoesBack_FollowsDaypartsAndFlights()
    {
        var bench = Bench.WithOneCampaign(c => c with
        {
            Targeting = new() { Dayparts = [new(EveryDay, 12, 13)] },
            Flight = c.Flight with { End = At("2026-03-26T12:30:30Z") },
        });
        var snapshot = bench.Build();
        (string At, NoBidReason Expected)[] steps =
        [
            ("2026-03-25T12:59:59Z", NoBidReason.None),
            ("2026-03-25T13:00:00Z", NoBidReason.Daypart),
            ("2026-03-25T12:59:59Z", NoBidReason.None),
            ("2026-03-25T11:59:59Z", NoBidReason.Daypart),
            ("2026-03-25T12:00:00Z", NoBidReason.None),
            ("2026-03-26T12:30:29Z", NoBidReason.None),
            ("2026-03-26T12:30:30Z", NoBidReason.FlightEnded),
            ("2026-03-26T13:30:30Z", NoBidReason.FlightEnded),
            ("2026-03-15T11:59:59Z", NoBidReason.FlightNotStarted),
            ("2026-03-15T12:00:00Z", NoBidReason.None),
        ];
        foreach (var (at, expected) in steps)
        {
            bench.Now = At(at);
            var reason = bench.Decide(snapshot).Imp(0).Reason;
            Assert.True(expected == reason, $"{at}: {reason.Name()}");
        }
    }

    private static Instant At(string text) => InstantPattern.General.Parse(text).Value;
}
