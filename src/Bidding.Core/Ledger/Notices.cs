using Bidding.Core.Amounts;
using Bidding.Core.Tokens;

namespace Bidding.Core.Ledger;

public enum NoticeKind : byte { Win = 1, Billing = 2, Loss = 3, Impression = 4, Click = 5, Conversion = 6 }

/// <summary>How a notice named its price.</summary>
public enum PriceState : byte
{
    /// <summary>A clearing price was given and read.</summary>
    Given = 0,
    /// <summary>Nothing or an empty text.</summary>
    Missing = 1,
    /// <summary>The macro came back as it was sent.</summary>
    Unexpanded = 2,
    /// <summary>An audit request, not a sale.</summary>
    Audit = 3,
    Negative = 4,
    /// <summary>Not a number, or an encrypted price whose signature does not hold.</summary>
    Malformed = 5,
}

/// <summary>
/// One notice, beacon, click or conversion about one bid, its token verified and its price decoded by the gateway.
/// </summary>
public sealed record Notice
{
    public required NoticeKind Kind { get; init; }
    public required BidToken Token { get; init; }

    /// <summary>When a gateway accepted it, Unix milliseconds UTC: decides whether it was in time.</summary>
    public required long AcceptedAtMs { get; init; }
    public PriceState PriceState { get; init; } = PriceState.Missing;

    /// <summary>Clearing price in <see cref="BidToken.BidCurrency"/> when <see cref="PriceState"/> is Given.</summary>
    public CpmPrice ClearingPrice { get; init; }

    /// <summary>OpenRTB loss reason of a loss notice; 0: none.</summary>
    public int LossReason { get; init; }

    /// <summary>Conversions: the action, its value in the campaign's currency, and the advertiser's order id that makes it unique (may be empty).</summary>
    public string Action { get; init; } = "";
    public Money Value { get; init; }
    public string OrderId { get; init; } = "";
}

/// <summary>What became of a notice. All but <see cref="Unavailable"/> mean: decided, durable, and the sender need not repeat it.</summary>
public enum NoticeOutcome : byte
{
    /// <summary>Counted, in time.</summary>
    Accepted = 0,
    /// <summary>Counted, after its window.</summary>
    Late = 1,
    /// <summary>Already counted; this one changed nothing.</summary>
    Duplicate = 2,
    /// <summary>Refused and recorded; see the reason.</summary>
    Refused = 3,
    /// <summary>Of a test bid, or an audit: nothing to count.</summary>
    Ignored = 4,
    /// <summary>Not durable: the sender must repeat it.</summary>
    Unavailable = 5,
}

/// <param name="Reason">Short, stable, lower-case with underscores: <c>win_after_loss</c>, <c>duplicate_price_differs</c>; empty when accepted plainly.</param>
public readonly record struct NoticeResult(NoticeOutcome Outcome, string Reason)
{
    /// <summary>Reason of <see cref="NoticeOutcome.Unavailable"/>: the ledger did not answer, and will be asked again in a moment.</summary>
    public const string LedgerUnavailable = "ledger_unavailable";
}
