using Orleans.Storage;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// Where a silo's campaigns keep what their pacing has learned: grain state, beside the ledger, since losing it costs a slow start and no money. Few writes are under way at
/// a time, whoever finds no place comes back with its next tick: a slow disk makes notes older, and nothing wait. Any thread.
/// </summary>
public sealed class PacingStore(IGrainStorage? storage) : IDisposable
{
    // The name that grain storage is registered by.
    public const string StorageName = "grains";
    internal const string Notes = "pacing-notes";
    internal const string Days = "pacing-days";

    // One write takes a millisecond or two: enough for 10,000 campaigns a minute. More would only queue before the disk that the ledger needs.
    private const int WritesMax = 2;

    private readonly SemaphoreSlim _writes = new(WritesMax);

    /// <summary>Whether there is a place for a write now; it is to be given back.</summary>
    public bool TryBegin() => storage is not null && _writes.Wait(0);

    /// <summary>As <see cref="TryBegin"/>, for one that is the last and waits a little.</summary>
    public async Task<bool> BeginAsync(TimeSpan patience, CancellationToken cancel) => storage is not null && await _writes.WaitAsync(patience, cancel);

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

    public void Dispose() => _writes.Dispose();
}

/// <summary>Bytes with a format and a checksum of their own.</summary>
[GenerateSerializer]
public sealed class StoredBytes
{
    [Id(0)] public byte[] Bytes { get; set; } = [];
}
