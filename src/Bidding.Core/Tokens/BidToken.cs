using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Tokens;

/// <summary>
/// All that a notice, beacon or click must bring back to settle a bid, so that no per-bid state is held anywhere.
/// Signed by <c>BidTokenCodec</c>; never trust one that it did not verify.
/// </summary>
public readonly record struct BidToken
{
    public required BidId Bid { get; init; }
    public required CampaignNumber Campaign { get; init; }
    public required AdNumber Ad { get; init; }
    public required ExchangeNumber Exchange { get; init; }

    /// <summary>The escrow window whose lease paid for the reserve.</summary>
    public required WindowId Window { get; init; }

    /// <summary>The window's day in the campaign's zone: the day the money belongs to.</summary>
    public required BudgetDay Day { get; init; }

    /// <summary>The reserve: the price of this impression in the campaign's currency, rounded up.</summary>
    public required Money Reserve { get; init; }

    /// <summary>What the advertiser owes for this impression under CPM (campaign's currency); zero under every other pricing model.</summary>
    public Money ImpressionPayout { get; init; }

    /// <summary>The price as answered, in <see cref="BidCurrency"/> per mille: the ceiling of a clearing price.</summary>
    public required CpmPrice BidPrice { get; init; }

    public required CurrencyCode BidCurrency { get; init; }

    /// <summary>Campaign currency per unit of <see cref="BidCurrency"/> at the time of the bid.</summary>
    public required Ratio Rate { get; init; }

    /// <summary>When the bid was made, Unix milliseconds UTC.</summary>
    public required long IssuedAtMs { get; init; }

    /// <summary>The request was marked <c>test</c>: notices are accepted and post nothing.</summary>
    public bool Test { get; init; }

    /// <summary>False when consent, COPPA, an opt-out, lmt or dnt forbids any user identifier: beacons and clicks then store none.</summary>
    public bool UserAllowed { get; init; }

    /// <summary>A keyed hash of the exchange's user id for frequency capping; 0 when there is none or it is not allowed.</summary>
    public ulong UserKey { get; init; }

    /// <summary>What the publisher is counted by where the campaign limits its spend per publisher; 0: it does not.</summary>
    public ulong Publisher { get; init; }

    /// <summary>The advertiser's agreed payout for a click or an action, frozen at the bid, is looked up by this version of the campaign.</summary>
    public int CampaignVersion { get; init; }
}
