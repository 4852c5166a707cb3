using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Campaigns;

/// <summary>A budget, a goal and the rules under which it is spent. Immutable; a change makes a new <see cref="Version"/>.</summary>
public sealed record Campaign
{
    /// <summary>Same form as <see cref="Advertiser.Id"/>; unique among campaigns.</summary>
    public required string Id { get; init; }
    public CampaignNumber Number { get; init; }
    public int Version { get; init; }
    public required string AdvertiserId { get; init; }
    public AdvertiserNumber Advertiser { get; init; }
    public required string Name { get; init; }

    /// <summary>The portfolio whose budget it shares; empty: none. Never changes.</summary>
    public string PortfolioId { get; init; } = "";

    /// <summary>What <see cref="PortfolioId"/> names, once it was looked up; no part of the definition.</summary>
    public PortfolioTie? Portfolio { get; init; }
    public Status Status { get; init; }
    public required Budget Budget { get; init; }
    public required Flight Flight { get; init; }
    public Goal Goal { get; init; } = new();
    public required Pricing Pricing { get; init; }
    public BidLimits Bidding { get; init; } = new();

    /// <summary>What the definition says, or the campaign's rules where they name another strategy (<see cref="With"/>).</summary>
    public PacingSettings Pacing { get; init; } = new();

    /// <summary>A resource beside the definition, with versions of its own: not a part of what is stored as the campaign.</summary>
    public PacingRules PacingRules { get; init; } = PacingRules.None;
    public TargetingSpec Targeting { get; init; } = TargetingSpec.Everything;
    public IReadOnlyList<FrequencyCap> FrequencyCaps { get; init; } = [];

    /// <summary>With no usable user id a capped campaign does not bid, unless this is set.</summary>
    public bool BidWithoutUserId { get; init; }
    public AttributionSettings Attribution { get; init; } = new();

    /// <summary>Of two answers of the catalog: neither the definition nor its rules are older.</summary>
    public bool IsNotOlderThan(Campaign other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Version >= other.Version && PacingRules.Version >= other.PacingRules.Version;
    }

    /// <summary>The campaign under its pacing rules; to be asked of the definition as it is stored. The one place where both meet.</summary>
    public Campaign With(PacingRules? rules) =>
        rules is null ? this : this with { PacingRules = rules, Pacing = Pacing with { Strategy = rules.Strategy ?? Pacing.Strategy } };
}

/// <summary>
/// What the advertiser owes us at most, under the pricing model. Daily limits reset at midnight of <see cref="TimeZone"/>.
/// At least one of total and daily is set.
/// </summary>
public sealed record Budget
{
    public Money? Total { get; init; }
    public Money? Daily { get; init; }
    public required CurrencyCode Currency { get; init; }

    /// <summary>An IANA name such as Europe/Berlin.</summary>
    public string TimeZone { get; init; } = "UTC";

    /// <summary>Our part of the budget, 0 to below 1: the media budget is budget x (1 - margin) unless set.</summary>
    public Ratio Margin { get; init; }

    /// <summary>What we may owe exchanges in total; null: from budget and margin.</summary>
    public Money? MediaTotal { get; init; }

    /// <summary>What we may owe exchanges a day; null: from budget and margin.</summary>
    public Money? MediaDaily { get; init; }
}

/// <summary>When a campaign runs: from <see cref="Start"/> to before <see cref="End"/> (null: until archived).</summary>
public sealed record Flight
{
    public required Instant Start { get; init; }
    public Instant? End { get; init; }
}

/// <summary>What the advertiser wants: the optimizer's objective and, where there is one, the KPI to hold.</summary>
public sealed record Goal
{
    public GoalKind Kind { get; init; } = GoalKind.Clicks;

    /// <summary>The conversion action that counts as a result (leads, installs, sales, actions); empty: any.</summary>
    public string Action { get; init; } = "";

    /// <summary>Largest cost per result in the campaign's currency (CPA, CPL, CPC...); null: none.</summary>
    public Money? TargetCost { get; init; }

    /// <summary>Least value per unit of cost (ROAS); null: none.</summary>
    public Ratio? TargetRoas { get; init; }
}

public enum GoalKind : byte { Impressions = 0, Clicks = 1, Leads = 2, Installs = 3, Actions = 4, Sales = 5 }

/// <summary>What the advertiser pays for.</summary>
public enum PricingModel : byte
{
    /// <summary>Cost plus: billed = media cost x (1 + markup).</summary>
    DynamicCpm = 0,
    Cpm = 1,
    Cpc = 2,
    Cpl = 3,
    Cpi = 4,
    /// <summary>A fixed payout per named action.</summary>
    Cpa = 5,
    /// <summary>A percentage of the action's value.</summary>
    Cps = 6,
}

/// <summary>The agreed price under a <see cref="PricingModel"/>; fields that the model does not use are refused by validation.</summary>
public sealed record Pricing
{
    public required PricingModel Model { get; init; }

    /// <summary>dCPM: added to media cost; 0 to 10.</summary>
    public Ratio Markup { get; init; }

    /// <summary>CPM: per thousand impressions.</summary>
    public CpmPrice Cpm { get; init; }

    /// <summary>CPC, CPL, CPI: per result.</summary>
    public Money Payout { get; init; }

    /// <summary>CPA: payout per action name. CPL and CPI: the action counted is <c>lead</c> or <c>install</c>.</summary>
    public IReadOnlyList<ActionPayout> Actions { get; init; } = [];

    /// <summary>CPS: share of the conversion's value, above 0 up to 1.</summary>
    public Ratio Share { get; init; }
}

public sealed record ActionPayout(string Action, Money Payout);

/// <summary>Bounds of a bid per mille in the campaign's currency.</summary>
public sealed record BidLimits
{
    /// <summary>Never bid above; also the bid of a campaign that has no other way to value an impression.</summary>
    public CpmPrice? Max { get; init; }
    public CpmPrice? Min { get; init; }
}

/// <summary>What spending follows: time, nothing but the limits, the traffic there is, or the traffic with a good part of the money early.</summary>
public enum PacingStrategy : byte { Even = 0, Asap = 1, TrafficShaped = 2, FrontLoaded = 3 }

public sealed record PacingSettings
{
    public PacingStrategy Strategy { get; init; } = PacingStrategy.TrafficShaped;
}

public enum CapScope : byte { Campaign = 0, Ad = 1 }

/// <summary>At most <see cref="Impressions"/> impressions per user within any <see cref="Window"/>.</summary>
public sealed record FrequencyCap(int Impressions, Duration Window, CapScope Scope = CapScope.Campaign);

/// <summary>How long after a click a conversion still counts.</summary>
public sealed record AttributionSettings
{
    public Duration ClickWindow { get; init; } = Duration.FromDays(30);
}
