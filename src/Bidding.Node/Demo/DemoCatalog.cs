using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Node.Demo;

/// <summary>What the demo shows: how many campaigns, and how long their flights are.</summary>
/// <param name="Campaigns">At least 1; from 8 on every pricing model is there.</param>
/// <param name="Flight">Length of each flight; null: open-ended, with daily budgets.</param>
public sealed record DemoOptions(int Campaigns, Duration? Flight);

/// <summary>The demo's resources, parents before children.</summary>
public sealed record DemoResources(IReadOnlyList<Advertiser> Advertisers, IReadOnlyList<Exchange> Exchanges, IReadOnlyList<Campaign> Campaigns, IReadOnlyList<Ad> Ads);

/// <summary>
/// Makes advertisers, campaigns under every pricing model with ads of every format, and an exchange named <c>demo</c>. The first campaign is small
/// and unpaced: it reaches its limit and stops there.
/// </summary>
public static class DemoCatalog
{
    // Media money per second that the demo's default traffic can absorb, shared by all campaigns.
    private const decimal MediaPerSecond = 0.30m;
    private static readonly Ratio Margin = Ratio.FromDecimal(0.20m);
    private static readonly string[] Brands = ["northwind", "bluebird", "oakline"];

    public static DemoResources Make(DemoOptions options, Instant now)
    {
        var campaigns = Enumerable.Range(0, options.Campaigns).Select(index => MakeCampaign(index, options, now)).ToList();
        return new(
            [.. Brands.Select(brand => new Advertiser { Id = brand, Name = char.ToUpperInvariant(brand[0]) + brand[1..] })],
            [DemoExchange()],
            campaigns,
            [.. campaigns.SelectMany(DemoAds.Make)]);
    }

    private static Exchange DemoExchange() => new()
    {
        Id = "demo",
        Name = "The demo's exchange",
        DefaultSeat = "seat-demo",
        Seats = new Dictionary<string, string> { [Brands[0]] = "seat-northwind" },
        AuctionType = AuctionType.FirstPrice,
        BillableEvent = BillableEvent.Billing,
        NoticeWindow = Duration.FromSeconds(20),
    };

    private static Campaign MakeCampaign(int index, DemoOptions options, Instant now)
    {
        var capped = index == 0;
        var model = capped ? PricingModel.DynamicCpm : (PricingModel)((index - 1) % 7);
        var seconds = options.Flight is { } flight ? (decimal)flight.TotalSeconds : 86_400m;
        var media = Math.Max(0.01m, Math.Round(seconds * MediaPerSecond / options.Campaigns * (capped ? 0.1m : 1m), 4));
        var budget = Money.FromDecimal(Math.Round(media * BudgetPerMedia(model), 4));
        return new Campaign
        {
            Id = capped ? "small-budget" : $"{NameOf(model)}-{((index - 1) / 7) + 1}",
            AdvertiserId = Brands[index % Brands.Length],
            Name = capped ? "Small budget, as fast as it goes" : $"{NameOf(model).ToUpperInvariant()} campaign {((index - 1) / 7) + 1}",
            Budget = new()
            {
                Currency = CurrencyCode.Usd,
                Margin = Margin,
                Total = options.Flight is null ? null : budget,
                Daily = options.Flight is null ? budget : null,
                MediaTotal = options.Flight is null ? null : Money.FromDecimal(media),
                MediaDaily = options.Flight is null ? Money.FromDecimal(media) : null,
            },
            Flight = new() { Start = now, End = options.Flight is { } length ? now + length : null },
            Goal = new() { Kind = GoalOf(model), Action = ActionOf(model) },
            Pricing = PricingOf(model),
            Bidding = LimitsOf(model, capped),
            Pacing = new() { Strategy = capped ? PacingStrategy.Asap : PacingStrategy.Even },
            Targeting = TargetingOf(index),
            FrequencyCaps = index % 5 == 4 ? [new(20, Duration.FromHours(24))] : [],
            BidWithoutUserId = index % 5 == 4,
        };
    }

    // Click and action campaigns are billed well above their media cost in the demo's exaggerated market: room to bill every result.
    private static decimal BudgetPerMedia(PricingModel model) => model is PricingModel.DynamicCpm or PricingModel.Cpm ? 1.25m : 4m;

    // Without data a click or action campaign's value is a guess: the lower limit is what it pays to learn.
    private static BidLimits LimitsOf(PricingModel model, bool capped) => model == PricingModel.DynamicCpm
        ? new() { Max = Cpm(capped ? 6m : 3m) }
        : new() { Min = Cpm(1.8m), Max = Cpm(8m) };

    private static Pricing PricingOf(PricingModel model) => model switch
    {
        PricingModel.DynamicCpm => new() { Model = model, Markup = Ratio.FromDecimal(0.20m) },
        PricingModel.Cpm => new() { Model = model, Cpm = Cpm(5m) },
        PricingModel.Cpc => new() { Model = model, Payout = Money.FromDecimal(0.04m) },
        PricingModel.Cpl => new() { Model = model, Payout = Money.FromDecimal(0.12m) },
        PricingModel.Cpi => new() { Model = model, Payout = Money.FromDecimal(0.10m) },
        PricingModel.Cpa => new() { Model = model, Actions = [new("signup", Money.FromDecimal(0.11m))] },
        _ => new() { Model = model, Share = Ratio.FromDecimal(0.004m) },
    };

    private static string NameOf(PricingModel model) => model == PricingModel.DynamicCpm ? "dcpm" : model.ToString().ToLowerInvariant();

    private static GoalKind GoalOf(PricingModel model) => model switch
    {
        PricingModel.Cpl => GoalKind.Leads,
        PricingModel.Cpi => GoalKind.Installs,
        PricingModel.Cpa => GoalKind.Actions,
        PricingModel.Cps => GoalKind.Sales,
        _ => GoalKind.Clicks,
    };

    private static string ActionOf(PricingModel model) => model switch
    {
        PricingModel.Cpl => "lead",
        PricingModel.Cpi => "install",
        PricingModel.Cpa => "signup",
        PricingModel.Cps => "purchase",
        _ => "",
    };

    private static TargetingSpec TargetingOf(int index) => (index % 4) switch
    {
        1 => Lists((TargetingDimension.Country, ["usa", "gbr"])),
        2 => Lists((TargetingDimension.DeviceType, ["phone", "tablet", "mobile", "pc"])),
        3 => new() { Lists = new Dictionary<TargetingDimension, ListRule> { [TargetingDimension.Category] = new() { Exclude = ["IAB13"] } } },
        _ => TargetingSpec.Everything,
    };

    private static TargetingSpec Lists(params (TargetingDimension Dimension, string[] Include)[] lists) =>
        new() { Lists = lists.ToDictionary(list => list.Dimension, list => new ListRule { Include = list.Include }) };

    private static CpmPrice Cpm(decimal units) => new(Money.FromDecimal(units).Nanos);
}
