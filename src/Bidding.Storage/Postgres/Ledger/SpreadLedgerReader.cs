using System.Runtime.CompilerServices;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>Reads a ledger that is spread over several databases as if it were one, see <see cref="LedgerLayout"/>. Safe for use from any thread.</summary>
public sealed class SpreadLedgerReader : ILedgerReader, IAsyncDisposable
{
    private readonly IReadOnlyList<ILedgerReader> _parts;

    internal SpreadLedgerReader(IReadOnlyList<ILedgerReader> parts) => _parts = parts;

    /// <summary>For programs that only read. Throws <see cref="StorageOpenException"/> when a database is not reachable, of another schema or of another layout.</summary>
    public static SpreadLedgerReader Open(IReadOnlyList<PostgresDatabase> databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        var reader = new SpreadLedgerReader([.. databases.Select(PostgresLedgerReader.Open)]);
        LedgerLayout.Check(databases);
        return reader;
    }

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => Of(stream).ReadHeadAsync(stream, cancel);

    public async ValueTask<IReadOnlyDictionary<CampaignNumber, StreamHead>> ReadHeadsAsync(IReadOnlyCollection<CampaignNumber> streams, CancellationToken cancel)
    {
        var heads = await Task.WhenAll(streams.GroupBy(Of).Select(group => group.Key.ReadHeadsAsync([.. group], cancel).AsTask())).ConfigureAwait(false);
        return heads.SelectMany(part => part).ToDictionary();
    }

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => Of(stream).ReadSnapshotAsync(stream, cancel);

    public IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(CampaignNumber stream, long afterSeq, CancellationToken cancel) => Of(stream).ReadEntriesAsync(stream, afterSeq, cancel);

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        Of(stream).FindByBidsAsync(stream, bids, cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        Of(stream).FindKeysAsync(stream, keys, cancel);

    public async ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel)
    {
        var parts = await Task.WhenAll(_parts.Select(part => part.ReadUserImpressionsAsync(userKey, sinceMs, max, cancel).AsTask())).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).OrderByDescending(impression => impression.AtMs).Take(max)];
    }

    public async IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, [EnumeratorCancellation] CancellationToken cancel)
    {
        // Each part gives its keys in the order of their signed form: the least of all that stand next, until none is left.
        var parts = _parts.Select(part => part.ReadUserKeysAsync(sinceMs, cancel).GetAsyncEnumerator(cancel)).ToList();
        try
        {
            var open = new List<IAsyncEnumerator<ulong>>();
            foreach (var part in parts)
            {
                if (await part.MoveNextAsync().ConfigureAwait(false)) open.Add(part);
            }

            while (open.Count > 0)
            {
                var least = open.Min(part => unchecked((long)part.Current));
                yield return unchecked((ulong)least);
                for (var i = open.Count - 1; i >= 0; i--)
                {
                    if (unchecked((long)open[i].Current) == least && !await open[i].MoveNextAsync().ConfigureAwait(false)) open.RemoveAt(i);
                }
            }
        }
        finally
        {
            foreach (var part in parts) await part.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel)
    {
        var parts = await Task.WhenAll(_parts.Select(part => part.ReadStreamsAsync(cancel).AsTask())).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).OrderBy(stream => stream.Value)];
    }

    public async ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel)
    {
        var parts = await Task.WhenAll(_parts.Select(part => part.ReadBalancesAsync(cancel).AsTask())).ConfigureAwait(false);
        return [.. parts.SelectMany(part => part).OrderBy(balance => balance.Stream.Value).ThenBy(balance => balance.Account.Packed)];
    }

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => Of(stream).OpenImageAsync(stream, cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in _parts.OfType<IAsyncDisposable>()) await part.DisposeAsync().ConfigureAwait(false);
    }

    private ILedgerReader Of(CampaignNumber stream) => _parts[LedgerLayout.PlaceOf(stream.Value, _parts.Count)];
}
