using System.Collections.Concurrent;
using Orleans.Storage;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// Where a silo's campaigns keep what their pacing has learned: grain state, beside the ledger, since losing it costs a slow start and no money. Few writes are under way at
/// a time, whoever finds no place comes back with its next tick: a slow disk makes notes older, and nothing wait. Any thread.
/// </summary>
public sealed class PacingStore(IGrainStorage? storage, TimeProvider time) : IDisposable, IAsyncDisposable
{
    // The name that grain storage is registered by.
    public const string StorageName = "grains";
    internal const string Notes = "pacing-notes";
    internal const string Days = "pacing-days";

    // One write takes a millisecond or two: enough for 10,000 campaigns a minute. More would only queue before the disk that the ledger needs.
    private const int WritesMax = 2;

    // As many campaigns as a silo hosts may move at once; beyond that what a crash loses is lost.
    private const int LastWritesMax = 20_000;
    private static readonly TimeSpan LastWritesPatience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _writes = new(WritesMax);
    private readonly ConcurrentDictionary<Task, bool> _lastWrites = new();

    /// <summary>Whether there is a place for a write now; it is to be given back.</summary>
    public bool TryBegin() => storage is not null && _writes.Wait(0);

    /// <summary>Makes a write that nobody waits for, as soon as there is a place for it. It must not throw. False: too many wait.</summary>
    public bool TryWriteLast(Func<Task> write)
    {
        if (storage is null || _lastWrites.Count >= LastWritesMax)
        {
            return storage is null;
        }

        var written = Task.Run(async () =>
        {
            await _writes.WaitAsync().ConfigureAwait(false);
            try
            {
                await write().ConfigureAwait(false);
            }
            finally
            {
                _writes.Release();
            }
        });
        _lastWrites[written] = true;
        _ = written.ContinueWith(done => _lastWrites.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return true;
    }

    public void End() => _writes.Release();

    /// <summary>State with nothing in it where there is none.</summary>
    public async Task<GrainState<StoredBytes>> ReadAsync(string part, GrainId campaign)
    {
        var state = new GrainState<StoredBytes>(new());
        if (storage is not null)
        {
            // Drivers of embedded files answer on the caller's thread, and a campaign has better things to do.
            await Task.Run(() => storage.ReadStateAsync(part, campaign, state));
            state.State ??= new();
        }

        return state;
    }

    public Task WriteAsync(string part, GrainId campaign, GrainState<StoredBytes> state) =>
        storage is null ? Task.CompletedTask : Task.Run(() => storage.WriteStateAsync(part, campaign, state));

    /// <summary>The silo has stopped: waits a little for the last words of its campaigns.</summary>
    public async ValueTask DisposeAsync()
    {
        var over = Task.Delay(LastWritesPatience, time);
        await Task.WhenAny(Task.WhenAll(_lastWrites.Keys), over).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        // Writes that are still under way give their place back.
        if (_lastWrites.IsEmpty)
        {
            _writes.Dispose();
        }
    }
}

/// <summary>Bytes with a format and a checksum of their own.</summary>
[GenerateSerializer]
public sealed class StoredBytes
{
    [Id(0)] public byte[] Bytes { get; set; } = [];
}
