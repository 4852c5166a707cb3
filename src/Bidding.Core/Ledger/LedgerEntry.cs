using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>What an entry of a campaign's stream records. Values are stored: never renumber.</summary>
public enum EntryKind : byte
{
    /// <summary>A new activation took the stream over.</summary>
    Takeover = 1,

    /// <summary>Limits came into force; <see cref="LedgerEntry.Detail"/> holds them.</summary>
    Limits = 2,

    /// <summary>Media cost of a won impression: MediaCost to ExchangePayable.</summary>
    Post = 3,

    /// <summary>A provisional post was corrected by the billable notice; the amount is given back by ExchangePayable to MediaCost.</summary>
    Correction = 4,

    /// <summary>A loss gave the reserve back. No money moves between accounts.</summary>
    Release = 5,

    /// <summary>A win notice where another event is billable: statistics only.</summary>
    Win = 6,
    Impression = 7,
    Click = 8,
    Conversion = 9,

    /// <summary>The advertiser owes us: AdvertiserReceivable to Revenue.</summary>
    Bill = 10,

    /// <summary>A result beyond the budget: earned, and never billed. No money moves between accounts.</summary>
    Unbilled = 11,

    /// <summary>What an exchange claims above the bid: Disputed to ExchangePayable.</summary>
    Dispute = 12,

    /// <summary>A notice or result that was refused, and why (<see cref="LedgerEntry.Detail"/>).</summary>
    Refusal = 13,

    /// <summary>Shares moved between ads; <see cref="LedgerEntry.Detail"/> holds the evidence.</summary>
    Allocation = 14,

    /// <summary>The open windows of an activation that ended gracefully, for its successor.</summary>
    Handover = 15,

    /// <summary>The mark moved and nothing else happened.</summary>
    Mark = 16,

    /// <summary>
    /// What a campaign may use of its portfolio's budget: the day is the pot (none: the total), the value the version. In the campaign's stream what it holds; in its
    /// portfolio's what it was given, <see cref="LedgerEntry.Detail"/> being the campaign's number.
    /// </summary>
    Allotment = 20,
}

/// <summary>Whose account. Values are stored: never renumber.</summary>
public enum AccountKind : byte
{
    None = 0,
    /// <summary>What an advertiser owes us.</summary>
    AdvertiserReceivable = 1,
    /// <summary>What we owe an exchange.</summary>
    ExchangePayable = 2,
    /// <summary>The platform's cost of media, per campaign.</summary>
    MediaCost = 3,
    /// <summary>The platform's revenue, per campaign.</summary>
    Revenue = 4,
    /// <summary>Claims of an exchange that we do not accept as they are.</summary>
    Disputed = 5,
    AffiliatePayable = 6,
}

/// <summary>One account: a kind and the number of its owner. Amounts in it are kept per currency. <c>default</c> is none.</summary>
public readonly record struct AccountId(AccountKind Kind, int Owner)
{
    public bool IsNone => Kind == AccountKind.None;

    /// <summary>Stable form for storage.</summary>
    public long Packed => ((long)Kind << 32) | (uint)Owner;

    public static AccountId FromPacked(long packed) => new((AccountKind)(packed >> 32), (int)(packed & 0xFFFF_FFFF));

    public override string ToString() => IsNone ? "-" : $"{Kind}:{Owner}";
}

/// <summary>
/// What makes an entry unique within its stream: 16 bytes derived from what it records. A second entry with the same key can not be appended.
/// </summary>
public readonly record struct EventKey(long High, long Low)
{
    public bool IsNone => High == 0 && Low == 0;
}

/// <summary>
/// One immutable line of a campaign's stream. A line moves <see cref="Amount"/> from <see cref="Credit"/> to <see cref="Debit"/>, so that every line is
/// balanced by itself; lines that only record facts have no accounts and their amount is informative.
/// </summary>
public sealed record LedgerEntry
{
    /// <summary>Position in the stream from 1, without gaps; set by the append.</summary>
    public long Seq { get; init; }
    public required EntryKind Kind { get; init; }
    public required EventKey Key { get; init; }

    /// <summary>The bid this is about; none for entries about the stream itself.</summary>
    public BidId Bid { get; init; }

    /// <summary>When the fact was accepted, Unix milliseconds UTC.</summary>
    public required long AtMs { get; init; }

    /// <summary>The day the money belongs to, in the campaign's zone.</summary>
    public BudgetDay Day { get; init; }
    public AdNumber Ad { get; init; }
    public ExchangeNumber Exchange { get; init; }
    public AccountId Debit { get; init; }
    public AccountId Credit { get; init; }

    /// <summary>Never negative; in the stream's currency.</summary>
    public Money Amount { get; init; }

    /// <summary>A second figure whose meaning the kind gives: the order value of a conversion, the bid's reserve of a post.</summary>
    public Money Value { get; init; }

    /// <summary>Bits that the kind gives meaning to, see <see cref="EntryTraits"/>.</summary>
    public EntryTraits Traits { get; init; }

    /// <summary>Keyed hash of the user for frequency capping; 0 where none is allowed.</summary>
    public ulong UserKey { get; init; }

    /// <summary>Small JSON or text: action and order id, the reason of a refusal, evidence of a shift, limits.</summary>
    public string Detail { get; init; } = "";
}

[Flags]
public enum EntryTraits : byte
{
    None = 0,

    /// <summary>Came after its notice window: booked, and counted apart.</summary>
    Late = 1,

    /// <summary>Posted at the bid's price because the billable notice has not come yet; a later one corrects it.</summary>
    Provisional = 2,

    /// <summary>A win after a loss.</summary>
    AfterRelease = 4,

    /// <summary>The first sign that its bid won: wins are counted by it, whichever of win, post and impression comes first.</summary>
    FirstSignOfWin = 8,

    /// <summary>Counts towards the campaign's goal.</summary>
    Result = 16,
}
