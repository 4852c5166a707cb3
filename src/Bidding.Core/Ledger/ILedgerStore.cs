using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>
/// The small row at the head of a stream. <see cref="Mark"/> is an upper bound of posted + outstanding that any activation may have reached;
/// <see cref="Takeover"/> the number of the activation that owns the stream. A stream that was never written has a default head.
/// </summary>
public readonly record struct StreamHead(long Seq, Money Mark, int Takeover);

/// <summary>
/// All or nothing: the entries follow <see cref="ExpectedSeq"/> without a gap, or nothing is written. <see cref="AppendId"/> is random per append; repeating an append
/// in doubt with the same id and content answers as the first did.
/// </summary>
public sealed record LedgerAppend
{
    public required CampaignNumber Stream { get; init; }
    public required long AppendId { get; init; }
    public required long ExpectedSeq { get; init; }

    /// <summary>The takeover number of the writer; must equal the head's, or be above it when this is a takeover.</summary>
    public required int Takeover { get; init; }

    /// <summary>The head's mark after this append.</summary>
    public required Money Mark { get; init; }

    /// <summary>The stream's currency, for the balances.</summary>
    public required CurrencyCode Currency { get; init; }
    public required IReadOnlyList<LedgerEntry> Entries { get; init; }

    /// <summary>A fold of the stream up to and including this append; null: none this time.</summary>
    public byte[]? Snapshot { get; init; }
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

public sealed record StreamSnapshot(long Seq, byte[] State);

public readonly record struct UserImpression(CampaignNumber Campaign, AdNumber Ad, long AtMs);

public readonly record struct AccountBalance(AccountId Account, CurrencyCode Currency, Money Debits, Money Credits);

/// <summary>
/// The durable, append-only ledger: one stream per campaign. Safe for use from any thread; appends of all streams share one group-committing writer.
/// Every method throws <see cref="LedgerUnavailableException"/> when the store does not answer, in which case an append is in doubt.
/// </summary>
public interface ILedgerStore
{
    ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel);

    /// <summary>The latest snapshot, or null.</summary>
    ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel);

    /// <summary>Entries with seq above <paramref name="afterSeq"/>, in order.</summary>
    IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel);

    /// <summary>All entries of these bids, in order of seq: what the stream already knows of them.</summary>
    ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel);

    /// <summary>Which of these keys the stream already holds.</summary>
    ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel);

    /// <summary>Completes once the outcome is known and, if committed, durable (fsync).</summary>
    ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel);

    /// <summary>Impressions recorded for a user since a time, newest first, at most <paramref name="max"/>, over all streams.</summary>
    ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel);

    /// <summary>User keys with an impression since a time.</summary>
    IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel);

    /// <summary>Numbers of all streams that exist.</summary>
    ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel);

    /// <summary>Kept balances per account and currency, as the writer maintained them beside the entries.</summary>
    ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel);
}

/// <summary>The ledger did not answer in time or refused for a reason that may pass. An append that ended so is in doubt.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
