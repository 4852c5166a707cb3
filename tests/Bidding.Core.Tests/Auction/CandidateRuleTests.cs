using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

public sealed class CandidateRuleTests
{
    private static readonly IsoDayOfWeek[] Sunday = [IsoDayOfWeek.Sunday];

    [Theory]
    [InlineData(-1, NoBidReason.FlightNotStarted)]
    [InlineData(0, NoBidReason.None)]
    [InlineData(59, NoBidReason.None)]
    [InlineData(60, NoBidReason.FlightEnded)]
    public void Decide_Flight_RunsFromStartToBeforeEnd(int minute, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(c => c with { Flight = new() { Start = Bench.Noon, End = Bench.Noon + Duration.FromHours(1) } });
        bench.Now = Bench.Noon + Duration.FromMinutes(minute);
        Assert.Equal(expected, bench.Outcome());
    }

    // Europe/Berlin leaves 02:00-03:00 out on 2026-03-29 and has it twice on 2026-10-25.
    [Theory]
    [InlineData("2026-03-29T00:30:00Z", 1, true)]
    [InlineData("2026-03-29T01:00:00Z", 2, false)]
    [InlineData("2026-03-29T01:00:00Z", 3, true)]
    [InlineData("2026-10-25T00:30:00Z", 2, true)]
    [InlineData("2026-10-25T01:30:00Z", 2, true)]
    [InlineData("2026-10-25T02:00:00Z", 2, false)]
    [InlineData("2026-03-28T23:30:00Z", 0, true)]
    public void Decide_Daypart_IsOnTheCampaignsOwnClock(string at, int hour, bool expected)
    {
        var bench = Bench.WithOneCampaign(c => c with
        {
            Budget = c.Budget with { TimeZone = "Europe/Berlin" },
            Targeting = new() { Dayparts = [new(Sunday, hour, hour + 1)] },
        });
        bench.Now = NodaTime.Text.InstantPattern.General.Parse(at).Value;
        bench.Campaigns[0] = bench.Campaigns[0] with { Flight = new() { Start = Instant.MinValue } };
        Assert.Equal(expected ? NoBidReason.None : NoBidReason.Daypart, bench.Outcome());
    }

    [Theory]
    [InlineData("ios", "15.0", true)]
    [InlineData("iPhone OS", "16.4.1", true)]
    [InlineData("ios", "17.9", true)]
    [InlineData("ios", "18", false)]
    [InlineData("ios", "14.9.9", false)]
    [InlineData("ios", "", false)]
    [InlineData("android", "", true)]
    [InlineData("android", "9", true)]
    [InlineData("windows", "11", false)]
    [InlineData("", "", false)]
    public void Decide_OsVersions_AnyRangeLetsIn(string os, string version, bool expected)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = new() { OsVersions = [new("ios", "15", "17"), new("android")] } });
        bench.Fill = request =>
        {
            request.SetOs(os, version);
            Bench.Banner(request);
        };
        Assert.Equal(expected ? NoBidReason.None : NoBidReason.OsVersion, bench.Outcome());
    }

    [Theory]
    [InlineData(2008, true, NoBidReason.None)]
    [InlineData(2009, true, NoBidReason.Age)]
    [InlineData(1996, true, NoBidReason.None)]
    [InlineData(1995, true, NoBidReason.Age)]
    [InlineData(0, true, NoBidReason.Age)]
    [InlineData(2000, false, NoBidReason.Age)]
    public void Decide_Age_NeedsAYearThatMayBeUsed(int year, bool allowed, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = new() { MinAge = 18 } }, a => a with { Targeting = new() { MaxAge = 30 } });
        bench.Fill = request =>
        {
            request.UserAllowed = allowed;
            request.YearOfBirth = year;
            Bench.Banner(request);
        };
        Assert.Equal(expected, bench.Outcome());
    }

    [Theory]
    [InlineData(TargetingDimension.Segment, true, NoBidReason.None)]
    [InlineData(TargetingDimension.Segment, false, NoBidReason.Targeting)]
    [InlineData(TargetingDimension.Gender, true, NoBidReason.None)]
    [InlineData(TargetingDimension.Gender, false, NoBidReason.Targeting)]
    public void Decide_UserMayNotBeUsed_SegmentsAndDemographicsAreAbsent(TargetingDimension dimension, bool allowed, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(c => c with { Targeting = Bench.Only(dimension, dimension == TargetingDimension.Gender ? "f" : "dmp:sports") });
        bench.Fill = request =>
        {
            request.UserAllowed = allowed;
            request.AddSegment("DMP", "Sports");
            request.SetGender("F");
            Bench.Banner(request);
        };
        Assert.Equal(expected, bench.Outcome());
    }

    public static TheoryData<string, Func<Campaign, Campaign>, Action<Bench>, NoBidReason> Caps => new()
    {
        { "under the cap", c => c, b => b.Shown = [new(1, 1, At(-1))], NoBidReason.None },
        { "at the cap", c => c, b => b.Shown = [new(1, 1, At(-1)), new(1, 1, At(-59))], NoBidReason.FrequencyCap },
        { "one has left the window", c => c, b => b.Shown = [new(1, 1, At(-1)), new(1, 1, At(-60))], NoBidReason.None },
        { "another campaign's", c => c, b => b.Shown = [new(2, 9, At(-1)), new(2, 9, At(-2))], NoBidReason.None },
        { "unknown profile", c => c, b => b.Shown = null, NoBidReason.ProfileUnknown },
        { "no id", c => c, b => b.Fill = r => { r.UserKey = 0; Bench.Banner(r); }, NoBidReason.NoUserId },
        { "id not allowed", c => c, b => b.Fill = r => { r.UserAllowed = false; Bench.Banner(r); }, NoBidReason.NoUserId },
        { "no id, opted in", c => c with { BidWithoutUserId = true }, b => b.Fill = r => { r.UserKey = 0; Bench.Banner(r); }, NoBidReason.None },
        { "opted in, capped all the same", c => c with { BidWithoutUserId = true }, b => b.Shown = [new(1, 1, At(-1)), new(1, 1, At(-2))], NoBidReason.FrequencyCap },
        { "per ad, another ad seen", c => PerAd(c), b => b.Shown = [new(1, 2, At(-1)), new(1, 2, At(-2))], NoBidReason.None },
        { "per ad, seen", c => PerAd(c), b => b.Shown = [new(1, 1, At(-1)), new(1, 1, At(-2))], NoBidReason.FrequencyCap },
    };

    [Theory]
    [MemberData(nameof(Caps))]
    public void Decide_FrequencyCap_CountsImpressions(string rule, Func<Campaign, Campaign> change, Action<Bench> arrange, NoBidReason expected)
    {
        var bench = Bench.WithOneCampaign(c => change(c with { FrequencyCaps = [new(2, Duration.FromMinutes(60))] }));
        arrange(bench);
        var outcome = bench.Outcome();
        Assert.True(expected == outcome, $"{rule}: {outcome.Name()}");
    }

    [Fact]
    public void Decide_SeveralImps_CountTowardsTheCap()
    {
        var bench = new Bench();
        bench.Add(c => c with { FrequencyCaps = [new(1, Duration.FromMinutes(60))] }, a => a, a => a);
        bench.Fill = r =>
        {
            Bench.Banner(r);
            Bench.Banner(r);
        };

        var decision = bench.Decide();

        Assert.Equal(NoBidReason.None, decision.Imp(0).Reason);
        Assert.Equal(NoBidReason.FrequencyCap, decision.Imp(1).Reason);
    }

    [Fact]
    public void Decide_SeveralImps_NeverTheSameAdTwice()
    {
        var bench = new Bench();
        bench.Add(null, a => a, a => a);
        bench.Fill = r =>
        {
            Bench.Banner(r);
            Bench.Banner(r);
            Bench.Banner(r);
        };

        var decision = bench.Decide();

        Assert.Equal(2, decision.BidCount);
        Assert.NotEqual(decision.Imp(0).Ad!.Number, decision.Imp(1).Ad!.Number);
        Assert.Equal(NoBidReason.DuplicateAd, decision.Imp(2).Reason);
    }

    [Fact]
    public void Decide_CampaignCurrencyWithoutRate_IsNoBid()
    {
        var bench = Bench.WithOneCampaign(c => c with { Budget = c.Budget with { Currency = CurrencyCode.Parse("JPY") } });
        bench.Add(null, a => a with { Banner = a.Banner! with { Sizes = [new(1, 1)] } });
        Assert.Equal(NoBidReason.NoExchangeRate, bench.Outcome());
    }

    private static long At(int minutes) => (Bench.Noon + Duration.FromMinutes(minutes)).ToUnixTimeMilliseconds();

    private static Campaign PerAd(Campaign campaign) => campaign with { FrequencyCaps = [new(2, Duration.FromMinutes(60), CapScope.Ad)] };
}
