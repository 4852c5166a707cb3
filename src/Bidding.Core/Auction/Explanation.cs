using Bidding.Core.Amounts;
using Bidding.Core.Pricing;

namespace Bidding.Core.Auction;

/// <summary>Why a request would get the answer it would get now, campaign by campaign. Immutable.</summary>
/// <param name="Reason">A verdict on the whole request; <see cref="NoBidReason.None"/>: see the imps.</param>
/// <param name="Currency">Of worths, floors and prices.</param>
public sealed record Explanation(NoBidReason Reason, CurrencyCode Currency, IReadOnlyList<ImpExplanation> Imps);

/// <summary>One imp: its own verdict, and every campaign of the catalog in the snapshot's order.</summary>
public sealed record ImpExplanation(string ImpId, NoBidReason Reason, IReadOnlyList<CampaignExplanation> Campaigns);

/// <summary>What became of one campaign for one imp, told of the ad that came furthest.</summary>
public sealed record CampaignExplanation
{
    public required string CampaignId { get; init; }

    /// <summary>The first rule that dropped it; <see cref="NoBidReason.None"/>: it would bid.</summary>
    public required NoBidReason Rule { get; init; }

    /// <summary>Where the rule is targeting: the dimension and whose rule it is, such as <c>country of the campaign</c>; else empty.</summary>
    public string Detail { get; init; } = "";
    public string AdId { get; init; } = "";
    public string DealId { get; init; } = "";

    /// <summary>How its price came about; null when it was dropped before it was valued.</summary>
    public PriceFactors? Factors { get; init; }
}
