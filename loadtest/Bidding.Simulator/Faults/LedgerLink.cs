using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Simulator.Faults;

/// <summary>A node's way to the ledger: slow at times, and either the question or the answer may be lost, so that an append is in doubt.</summary>
internal sealed class LedgerLink(SimWorld world, SimNode node) : ILedgerStore
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => Ask(() => world.Ledger.Append(append), cancel);

    public ValueTask<StreamHead> ReadHeadAsync(CampaignNumber stream, CancellationToken cancel) => Ask(() => world.Ledger.Of(stream).Head, cancel);

    public ValueTask<StreamSnapshot?> ReadSnapshotAsync(CampaignNumber stream, CancellationToken cancel) => Ask(() => world.Ledger.Of(stream).Snapshot, cancel);

    public async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(
        CampaignNumber stream, long afterSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        foreach (var entry in await Ask(() => world.Ledger.Of(stream).Entries.Skip((int)afterSeq).ToList(), cancel))
        {
            yield return entry;
        }
    }

    public ValueTask<IReadOnlyList<LedgerEntry>> FindByBidsAsync(CampaignNumber stream, IReadOnlyCollection<BidId> bids, CancellationToken cancel) =>
        Ask<IReadOnlyList<LedgerEntry>>(() => [.. bids.SelectMany(world.Ledger.Of(stream).OfBid).OrderBy(e => e.Seq)], cancel);

    public ValueTask<IReadOnlySet<EventKey>> FindKeysAsync(CampaignNumber stream, IReadOnlyCollection<EventKey> keys, CancellationToken cancel) =>
        Ask<IReadOnlySet<EventKey>>(() => keys.Where(world.Ledger.Of(stream).Keys.Contains).ToHashSet(), cancel);

    public ValueTask<IReadOnlyList<UserImpression>> ReadUserImpressionsAsync(ulong userKey, long sinceMs, int max, CancellationToken cancel) => throw NotOfActivations();

    public IAsyncEnumerable<ulong> ReadUserKeysAsync(long sinceMs, CancellationToken cancel) => throw NotOfActivations();

    public ValueTask<IReadOnlyList<CampaignNumber>> ReadStreamsAsync(CancellationToken cancel) => throw NotOfActivations();

    public ValueTask<IReadOnlyList<AccountBalance>> ReadBalancesAsync(CancellationToken cancel) => throw NotOfActivations();

    public ValueTask<ILedgerImage> OpenImageAsync(CampaignNumber stream, CancellationToken cancel) => throw NotOfActivations();

    private static NotSupportedException NotOfActivations() => new("No activation asks this of the ledger.");

    private ValueTask<T> Ask<T>(Func<T> serve, CancellationToken cancel)
    {
        var done = new TaskCompletionSource<T>();
        var network = world.Network;
        cancel.Register(() => done.TrySetCanceled(cancel));
        node.Deliver(Patience, () =>
        {
            if (done.TrySetException(new LedgerUnavailableException("No answer in time.")))
            {
                world.Tally.Count(Deed.LedgerTimeouts);
            }
        });
        if (network.LosesLedgerCall(node))
        {
            return new(done.Task);
        }

        // What is under way arrives, whatever becomes of its sender.
        world.Loop.After(network.LedgerLatency(), () =>
        {
            var answer = serve();
            if (!network.LosesLedgerCall(node))
            {
                node.Deliver(network.LedgerLatency(), () => done.TrySetResult(answer));
            }
        });
        return new(done.Task);
    }
}
