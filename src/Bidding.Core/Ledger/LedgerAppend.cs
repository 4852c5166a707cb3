using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>
/// All or nothing: the entries follow <see cref="ExpectedSeq"/> without a gap, or nothing is written. <see cref="AppendId"/> is the append's own, also among other writers';
/// repeating an append in doubt with the same id, seq and content answers as the first did, as long as nobody appended to the stream in between:
/// whoever did has taken the stream over, and a conflict is then the right answer.
/// </summary>
public sealed record LedgerAppend
{
    public required CampaignNumber Stream { get; init; }
    public required long AppendId { get; init; }
    public required long ExpectedSeq { get; init; }

    /// <summary>
    /// The takeover number of the writer: equal to the head's, or above it when the entries hold an <see cref="EntryKind.Takeover"/>.
    /// Anything else is a conflict.
    /// </summary>
    public required int Takeover { get; init; }

    /// <summary>The head's mark after this append.</summary>
    public required Money Mark { get; init; }

    /// <summary>The stream's currency. Fixed by the first append that names one; none is allowed until money moves.</summary>
    public required CurrencyCode Currency { get; init; }

    /// <summary>At least one. Their seq is set by the store.</summary>
    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <summary>A fold of the stream up to and including this append; null: none this time.</summary>
    public byte[]? Snapshot { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> unless every line is balanced by itself and not negative.</summary>
    public void Validate()
    {
        if (Stream.Value <= 0) throw new ArgumentException("An append names its stream.");
        if (ExpectedSeq < 0) throw new ArgumentException("An expected seq is not negative.");
        if (Entries.Count == 0) throw new ArgumentException("An append holds at least one entry.");
        foreach (var entry in Entries)
        {
            if (entry.Amount.IsNegative) throw new ArgumentException($"The amount of a {entry.Kind} is negative.");
            if (entry.Debit.IsNone != entry.Credit.IsNone) throw new ArgumentException($"A {entry.Kind} names one account: it takes both or none.");
            if (!entry.Debit.IsNone && Currency.IsNone) throw new ArgumentException($"A {entry.Kind} moves money of no currency.");
        }
    }
}

public enum AppendOutcome : byte
{
    /// <summary>Durable.</summary>
    Committed = 0,

    /// <summary>The head is not where the writer thought: another activation owns the stream. Nothing was written.</summary>
    Conflict = 1,

    /// <summary>An entry's key exists already. Nothing was written.</summary>
    Duplicate = 2,
}

public readonly record struct AppendResult(AppendOutcome Outcome, StreamHead Head);
