using Bidding.Core.Ids;

namespace Bidding.Core.Attribution;

/// <summary>
/// Names a click to the advertiser's site, which sends it back with a conversion: enough to find campaign, ad and bid without a lookup.
/// </summary>
public readonly record struct ClickId
{
    public required BidId Bid { get; init; }
    public required CampaignNumber Campaign { get; init; }

    /// <summary>The version of the campaign whose payouts were agreed when the bid was made.</summary>
    public int CampaignVersion { get; init; }
    public required AdNumber Ad { get; init; }
    public required ExchangeNumber Exchange { get; init; }

    /// <summary>When the click reached us, Unix milliseconds UTC: the attribution window runs from here.</summary>
    public required long ClickedAtMs { get; init; }

    /// <summary>A click of a test bid: its conversions are accepted and bill nothing.</summary>
    public bool Test { get; init; }

    /// <summary>The bid's privacy decision: false means that nothing about the user may be stored with a conversion.</summary>
    public bool UserAllowed { get; init; }
}
