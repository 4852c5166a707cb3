using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>
/// The ledger in one SQLite file: one group-committing writer, several readers that never wait for it. A committed append survives <c>kill -9</c>
/// and loss of power. Safe for use from any thread; one process at a time writes.
/// </summary>
public sealed class SqliteLedgerStore : ILedgerStore, IAsyncDisposable
{
    private readonly LedgerWriter _writer;
    private readonly SqliteLedgerReader _reader;

    private SqliteLedgerStore(LedgerWriter writer, SqliteLedgerReader reader) => (_writer, _reader) = (writer, reader);

    /// <summary>
    /// Opens the file, creating it when it is missing, and brings its schema up to date. Throws <see cref="StorageOpenException"/> when it is
    /// damaged, too new, or not accessible.
    /// </summary>
    public static SqliteLedgerStore Open(string file, LedgerStoreOptions options, TimeProvider time, ILogger<SqliteLedgerStore> logger) =>
        new(new LedgerWriter(file, options, time, logger), new SqliteLedgerReader(file, options, checkSchema: false));

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => _writer.AppendAsync(append, cancel);

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => _reader.ReadHeadAsync(stream, cancel);

    public ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel) =>
        _reader.ReadHeadsAsync(streams, cancel);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => _reader.ReadSnapshotAsync(stream, cancel);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) =>
        _reader.ReadEntriesAsync(stream, afterSeq, cancel);

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        _reader.FindByBidsAsync(stream, bids, cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        _reader.FindKeysAsync(stream, keys, cancel);

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) =>
        _reader.ReadUserImpressionsAsync(userKey, sinceMs, max, cancel);

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => _reader.ReadUserKeysAsync(sinceMs, cancel);

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => _reader.ReadStreamsAsync(cancel);

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => _reader.ReadBalancesAsync(cancel);

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => _reader.OpenImageAsync(stream, cancel);

    /// <summary>Answers what is queued, then closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        // The last connection to close empties the write-ahead log into the file, and one that only reads cannot.
        _reader.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }
}
