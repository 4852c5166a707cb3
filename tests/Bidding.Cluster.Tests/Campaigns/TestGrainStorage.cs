using System.Collections.Concurrent;
using Bidding.Grains.Campaigns;
using Orleans.Runtime;
using Orleans.Storage;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>Grain state in memory, with versions as the real ones have, and ways to break it. Any thread.</summary>
internal sealed class TestGrainStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Part, GrainId Grain), (byte[] Bytes, int Version)> _states = new();

    /// <summary>Writes fail.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Awaited before each read, and before each write: a storage that takes its time.</summary>
    public Task Reads { get; set; } = Task.CompletedTask;
    public Task Writes { get; set; } = Task.CompletedTask;

    public byte[]? Find(string part, GrainId grain) => _states.TryGetValue((part, grain), out var state) ? state.Bytes : null;

    public void Change(string part, GrainId grain, Func<byte[], byte[]> change) =>
        _states.AddOrUpdate((part, grain), _ => throw new KeyNotFoundException(part), (_, state) => (change(state.Bytes), state.Version + 1));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Reads;
        if (_states.TryGetValue((stateName, grainId), out var state))
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = ((T)(object)new StoredBytes { Bytes = state.Bytes }, $"{state.Version}", true);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Writes;
        if (IsReadOnly)
        {
            throw new IOException("read-only");
        }

        var bytes = ((StoredBytes)(object)grainState.State!).Bytes;
        var written = _states.AddOrUpdate(
            (stateName, grainId),
            _ => (bytes, 1),
            (_, state) => $"{state.Version}" == grainState.ETag ? (bytes, state.Version + 1) : throw new InconsistentStateException("another version", $"{state.Version}", grainState.ETag));
        (grainState.ETag, grainState.RecordExists) = ($"{written.Version}", true);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new NotSupportedException();
}
