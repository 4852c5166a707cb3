using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Core.Ledger;

/// <summary>
/// What a campaign's stream needs of the campaign's definition: limits and the agreement with the advertiser. Each version that came into force is an entry of the
/// stream, so that a result is billed by what was agreed when its bid was made, and the stream can be audited alone. A null limit is no limit.
/// </summary>
public sealed record CampaignTerms
{
    public required int Version { get; init; }
    public required AdvertiserNumber Advertiser { get; init; }
    public required CurrencyCode Currency { get; init; }

    /// <summary>IANA name; days begin at its midnight.</summary>
    public required string TimeZone { get; init; }
    public required PricingModel Model { get; init; }

    /// <summary>What we may owe exchanges.</summary>
    public Money? MediaTotal { get; init; }
    public Money? MediaDaily { get; init; }

    /// <summary>What the advertiser may owe us.</summary>
    public Money? BillingTotal { get; init; }
    public Money? BillingDaily { get; init; }
    public Ratio Markup { get; init; }

    /// <summary>CPM: per impression.</summary>
    public Money ImpressionPayout { get; init; }
    public Money Payout { get; init; }
    public IReadOnlyList<ActionPayout> Actions { get; init; } = [];
    public Ratio Share { get; init; }
    public Duration ClickWindow { get; init; } = Duration.FromDays(30);
    public GoalKind Goal { get; init; }
    public string GoalAction { get; init; } = "";

    /// <summary>Null: it shares its budget with no other campaign.</summary>
    public PortfolioTie? Portfolio { get; init; }

    /// <summary>Our part of the budget, for campaigns in a portfolio: their media follows from their allotment by it.</summary>
    public Ratio Margin { get; init; }

    /// <summary>Results other than impressions are billed some time after the media was paid for.</summary>
    public bool BillsLater => Model is PricingModel.Cpc or PricingModel.Cpl or PricingModel.Cpi or PricingModel.Cpa or PricingModel.Cps;

    public static CampaignTerms From(Campaign campaign)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        var budget = campaign.Budget;
        var pricing = campaign.Pricing;
        return new()
        {
            Version = campaign.Version,
            Advertiser = campaign.Advertiser,
            Currency = budget.Currency,
            TimeZone = budget.TimeZone,
            Model = pricing.Model,
            MediaTotal = Media(budget.Total, budget.MediaTotal, budget.Margin, pricing),
            MediaDaily = Media(budget.Daily, budget.MediaDaily, budget.Margin, pricing),
            BillingTotal = budget.Total,
            BillingDaily = budget.Daily,
            Markup = pricing.Model == PricingModel.DynamicCpm ? pricing.Markup : Ratio.Zero,
            ImpressionPayout = pricing.Model == PricingModel.Cpm ? pricing.Cpm.PerImpressionUp() : Money.Zero,
            Payout = pricing.Payout,
            Actions = pricing.Actions,
            Share = pricing.Share,
            ClickWindow = campaign.Attribution.ClickWindow,
            Goal = campaign.Goal.Kind,
            GoalAction = campaign.Goal.Action,
            Portfolio = campaign.Portfolio,
            Margin = campaign.Portfolio is null ? Ratio.Zero : budget.Margin,
        };
    }

    /// <summary>The media cost that an amount of the portfolio's budget pays for: as the campaign's own media limit follows from its own budget.</summary>
    public Money MediaOf(Money allotment)
    {
        var media = allotment.ScaleDown(Ratio.One - Margin);
        return Model == PricingModel.DynamicCpm ? Money.Min(media, WithoutMarkup(allotment)) : media;
    }

    /// <summary>The least amount of a budget whose <see cref="MediaOf"/> is at least this media cost.</summary>
    public Money WorthOf(Money media)
    {
        var worth = Up((Int128)media.Nanos * Ratio.NanosPerOne, Ratio.NanosPerOne - Margin.Nanos);
        return Model == PricingModel.DynamicCpm ? Money.Max(worth, WithMarkupUp(media)) : worth;
    }

    /// <summary><see cref="WithMarkup"/>, rounded up: what must be set aside for it.</summary>
    public Money WithMarkupUp(Money media) => Up((Int128)media.Nanos * (Ratio.NanosPerOne + Markup.Nanos), Ratio.NanosPerOne);

    private static Money Up(Int128 a, Int128 b) => new((long)Int128.Min(long.MaxValue, -Money.FloorDiv(-a, b)));

    /// <summary>What the advertiser owes for a media cost under cost plus: rounded down, so that the sum never exceeds what the budget allows.</summary>
    public Money WithMarkup(Money media) => media.ScaleDown(Ratio.One + Markup);

    /// <summary>The media cost that a billing room pays for under cost plus: rounded down.</summary>
    public Money WithoutMarkup(Money billing) =>
        new((long)Money.FloorDiv((Int128)billing.Nanos * Ratio.NanosPerOne, Ratio.NanosPerOne + Markup.Nanos));

    // Both limits hold at once: the media budget, and under cost plus what the budget pays for with our markup on it.
    private static Money? Media(Money? budget, Money? media, Ratio margin, Campaigns.Pricing pricing)
    {
        var fromMargin = media ?? budget?.ScaleDown(Ratio.One - margin);
        if (pricing.Model != PricingModel.DynamicCpm || budget is not { } total)
        {
            return fromMargin;
        }

        var fromMarkup = new Money((long)Money.FloorDiv((Int128)total.Nanos * Ratio.NanosPerOne, Ratio.NanosPerOne + pricing.Markup.Nanos));
        return fromMargin is { } limit ? Money.Min(limit, fromMarkup) : fromMarkup;
    }
}
