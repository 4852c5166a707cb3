using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>
/// The small row at the head of a stream. <see cref="Mark"/> is an upper bound of posted + outstanding that any activation may have reached;
/// <see cref="Takeover"/> the number of the activation that owns the stream. A stream that was never written has a default head.
/// </summary>
public readonly record struct StreamHead(long Seq, Money Mark, int Takeover);

public sealed record StreamSnapshot(long Seq, byte[] State);

/// <summary>Where a stream's oldest entries were dropped: what all of them up to <see cref="Seq"/> came to. Verification and statements go on from it.</summary>
/// <param name="State">Their fold, as <see cref="BooksSnapshot"/> writes it.</param>
/// <param name="Balances">Of the stream's accounts, ordered by account.</param>
public sealed record StreamClosing(long Seq, byte[] State, IReadOnlyList<AccountBalance> Balances);

public readonly record struct UserImpression(CampaignNumber Campaign, AdNumber Ad, long AtMs);

/// <summary>What a stream moved through one account, both sides as sums from the stream's start. An account's balance is the sum over all streams.</summary>
public readonly record struct AccountBalance(CampaignNumber Stream, AccountId Account, CurrencyCode Currency, Money Debits, Money Credits);

/// <summary>
/// The reading side of the ledger. Safe for use from any thread, and while another process writes. Every method throws
/// <see cref="LedgerUnavailableException"/> when the store does not answer.
/// </summary>
public interface ILedgerReader
{
    ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel);

    /// <summary>Heads of many streams. Those never written may be missing. A store that can ask for all of them at once does.</summary>
    async ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(streams);
        var heads = new Dictionary<CampaignNumber, StreamHead>(streams.Count);
        foreach (var stream in streams)
        {
            heads[stream] = await ReadHeadAsync(stream, cancel).ConfigureAwait(false);
        }

        return heads;
    }

    /// <summary>The latest snapshot, or null.</summary>
    ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel);

    /// <summary>Entries with seq above <paramref name="afterSeq"/>, in order. Read in pages: what is appended meanwhile is included.</summary>
    IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel);

    /// <summary>All entries of these bids, in order of seq: what the stream already knows of them.</summary>
    ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel);

    /// <summary>Which of these keys the stream already holds.</summary>
    ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel);

    /// <summary>Impressions recorded for a user since a time, newest first, at most <paramref name="max"/>, over all streams.</summary>
    ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel);

    /// <summary>User keys with an impression since a time, each once. Walks an index over all recorded users: for a start, not for a request.</summary>
    IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel);

    /// <summary>Numbers of all streams that exist, ascending.</summary>
    ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel);

    /// <summary>Kept balances, as the writer maintained them beside the entries, ordered by stream and account.</summary>
    ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel);

    /// <summary>All there is of one stream as of one instant, for whoever must compare its parts. Dispose it soon: it holds a read transaction.</summary>
    ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel);
}

/// <summary>One stream as of one instant. For one reader at a time.</summary>
public interface ILedgerImage : IAsyncDisposable
{
    CampaignNumber Stream { get; }

    /// <summary>None until money moved.</summary>
    CurrencyCode Currency { get; }
    StreamHead Head { get; }
    StreamSnapshot? Snapshot { get; }

    /// <summary>Null: the stream is there from its first entry.</summary>
    StreamClosing? Closing => null;

    /// <summary>The kept balances of this stream, ordered by account.</summary>
    IReadOnlyList<AccountBalance> Balances { get; }

    /// <summary>Entries with seq above <paramref name="afterSeq"/>, in order.</summary>
    IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(long afterSeq, CancellationToken cancel);
}
