using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Simulator.Faults;

/// <summary>Draws a scenario from a seed: small budgets, so that every run reaches a limit, and starts shortly before midnights that are hard.</summary>
public static class ScenarioMaker
{
    /// <summary>Zones and dates on which a day is not what one thinks: daylight saving at midnight and at two, half hours, and plain ones.</summary>
    private static readonly (string Zone, LocalDate Day)[] Midnights =
    [
        ("UTC", new(2026, 1, 31)),
        ("Europe/Berlin", new(2026, 3, 28)),
        ("Europe/Berlin", new(2026, 3, 29)),
        ("Europe/Berlin", new(2026, 10, 25)),
        ("America/New_York", new(2026, 3, 8)),
        ("America/New_York", new(2026, 11, 1)),
        ("Asia/Kolkata", new(2026, 5, 1)),
        ("Africa/Cairo", new(2026, 4, 23)),
        ("Asia/Beirut", new(2026, 3, 28)),
        ("America/Havana", new(2026, 3, 7)),
        ("America/Havana", new(2026, 10, 31)),
        ("America/Sao_Paulo", new(2018, 2, 17)),
        ("America/Sao_Paulo", new(2018, 11, 3)),
        ("Australia/Lord_Howe", new(2026, 4, 5)),
        ("Pacific/Apia", new(2011, 12, 29)),
    ];

    public static readonly EscrowSettings ShortEscrow = new()
    {
        WindowMax = TimeSpan.FromSeconds(2),
        Tmax = TimeSpan.FromSeconds(0.5),
        Slack = TimeSpan.FromSeconds(5),
        Authority = TimeSpan.FromSeconds(9),
        AuthorityRenewal = TimeSpan.FromSeconds(2),
        MarkAhead = TimeSpan.FromSeconds(8),
        MarkLow = TimeSpan.FromSeconds(4),
        GatewayActive = TimeSpan.FromSeconds(6),
    };

    public static Scenario Make(int seed)
    {
        var random = new Random(seed);
        var (zone, day) = Midnights[random.Next(Midnights.Length)];
        var midnight = DayStart.Of(day.PlusDays(1), DateTimeZoneProviders.Tzdb[zone]);
        var start = midnight - Duration.FromSeconds(random.Next(5, 50));
        var usesDefaults = random.Next(8) == 0;
        var length = TimeSpan.FromSeconds(usesDefaults ? 150 : 70);
        var scenario = new Scenario
        {
            Seed = seed,
            Start = start.ToDateTimeOffset(),
            Nodes = random.Next(2, 5),
            Escrow = usesDefaults ? new() : ShortEscrow,
            NoticeDeadline = TimeSpan.FromSeconds(usesDefaults ? 8 : 3),
            Length = length,
            ClockErrorMax = random.Next(4) == 0 ? TimeSpan.FromSeconds(40) : TimeSpan.Zero,
            Exchanges =
            [
                new(1, BillableEvent.Win, TimeSpan.FromSeconds(3)),
                new(2, BillableEvent.Billing, TimeSpan.FromSeconds(8)),
                new(3, BillableEvent.Impression, TimeSpan.FromSeconds(5)),
            ],
            Campaigns = [.. Enumerable.Range(1, random.Next(1, 4)).Select(number => MakeCampaign(random, number, zone, start, length))],
            Weather = new() { Wins = 0.3 + (random.NextDouble() * 0.6), Rate = 4 + (random.NextDouble() * 12), Trouble = TimeSpan.FromSeconds(1.5 + (random.NextDouble() * 10)) },
        };
        return WithPortfolio(scenario, new(seed ^ 0x0F0F));
    }

    /// <summary>In every third scenario that has several campaigns, all or all but one of them share a budget smaller than theirs together.</summary>
    /// <param name="random">Of its own, so that the rest of the scenario is what it was.</param>
    private static Scenario WithPortfolio(Scenario scenario, Random random)
    {
        var members = scenario.Campaigns.Count - (scenario.Campaigns.Count > 2 ? random.Next(2) : 0);
        if (members < 2 || random.Next(3) != 0)
        {
            return scenario;
        }

        var sum = scenario.Campaigns.Take(members).Aggregate(Money.Zero, (all, c) => all + (c.Budget.Total ?? c.Budget.Daily!.Value));
        var total = sum.ScaleDown(Ratio.FromDouble(0.15 + (0.6 * random.NextDouble())));
        var hasDaily = random.Next(2) == 0;
        var zone = scenario.Campaigns[0].Budget.TimeZone;
        var portfolio = new Portfolio
        {
            Id = "portfolio",
            Number = new(1),
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = "Portfolio",
            Budget = new()
            {
                Total = hasDaily && random.Next(4) == 0 ? null : total,
                Daily = hasDaily ? total.ScaleDown(Ratio.FromDecimal(0.5m)) : null,
                Currency = CurrencyCode.Usd,
                TimeZone = zone,
            },
        };
        var tie = PortfolioTie.To(portfolio);
        return scenario with
        {
            Portfolios = [portfolio],
            Campaigns =
            [
                .. scenario.Campaigns.Select((campaign, i) => i >= members
                    ? campaign
                    : campaign with { PortfolioId = portfolio.Id, Portfolio = tie, Budget = campaign.Budget with { TimeZone = hasDaily ? zone : campaign.Budget.TimeZone } }),
            ],
        };
    }

    private static Campaign MakeCampaign(Random random, int number, string zone, Instant start, TimeSpan length)
    {
        var model = (PricingModel)random.Next(7);

        // About what some seconds to some dozens of seconds of bidding cost.
        var total = Money.FromDecimal(random.Next(50, 3_000) / 1_000m);
        var daily = random.Next(2) == 0 ? total.ScaleDown(Ratio.FromDecimal(0.4m)) : (Money?)null;
        return new()
        {
            Id = $"campaign-{number}",
            Number = new(number),
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = $"Campaign {number}",
            Budget = new()
            {
                Total = random.Next(6) == 0 && daily is not null ? null : total,
                Daily = daily,
                Currency = CurrencyCode.Usd,
                TimeZone = random.Next(4) == 0 ? Midnights[random.Next(Midnights.Length)].Zone : zone,
                Margin = Ratio.FromDecimal(random.Next(0, 4) / 10m),
            },
            Flight = new() { Start = start - Duration.FromDays(1), End = random.Next(3) == 0 ? start + Duration.FromTimeSpan(length * 0.8) : null },
            Pricing = PricingOf(random, model),
            Goal = new() { Kind = model switch { PricingModel.DynamicCpm or PricingModel.Cpm => GoalKind.Impressions, PricingModel.Cpc => GoalKind.Clicks, _ => GoalKind.Actions } },
            Pacing = new() { Strategy = random.Next(3) == 0 ? PacingStrategy.Even : PacingStrategy.Asap },
            Attribution = new() { ClickWindow = Duration.FromSeconds(15) },
        };
    }

    private static Pricing PricingOf(Random random, PricingModel model) => model switch
    {
        PricingModel.DynamicCpm => new() { Model = model, Markup = Ratio.FromDecimal(random.Next(0, 5) / 10m) },
        PricingModel.Cpm => new() { Model = model, Cpm = new(random.Next(4, 20) * Money.NanosPerUnit) },
        PricingModel.Cpa => new() { Model = model, Actions = [new("lead", Money.FromDecimal(0.05m)), new("sale", Money.FromDecimal(0.2m))] },
        PricingModel.Cps => new() { Model = model, Share = Ratio.FromDecimal(0.1m) },
        _ => new() { Model = model, Payout = Money.FromDecimal(random.Next(1, 8) / 100m) },
    };
}
