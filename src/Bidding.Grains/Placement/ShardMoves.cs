using Bidding.Contracts;
using Orleans.Runtime;

namespace Bidding.Grains.Placement;

/// <summary>
/// Tells grains of this silo when their shard belongs to another: a silo that joins gets its share of what runs, not only of what wakes. Each move is a handover through the
/// ledger, so they are spread over some seconds, and wait until the members have stood still for a moment. Any thread.
/// </summary>
public sealed class ShardMoves(ISiloStatusOracle silos, TimeProvider time)
{
    /// <summary>Members change in series, as in a rolling restart: whoever moves at once would move again.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(3);

    /// <summary>10,000 campaigns, a third of which move, come to some 700 handovers a second.</summary>
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private volatile Map _map = new([], new bool[ILeaseDeskGrain.Shards], 0);
    private long _lookedAt = time.GetTimestamp() - time.TimestampFrequency;

    /// <summary>Whether the grain of this key should leave now.</summary>
    public bool IsDue(long key)
    {
        LookAround();
        var map = _map;
        return map.IsElsewhere[ShardOf(key)] && time.GetElapsedTime(map.Since) >= Settle + (Spread * Part(key));
    }

    internal static int ShardOf(long key) => (int)(unchecked((ulong)key) % ILeaseDeskGrain.Shards);

    private void LookAround()
    {
        if (time.GetElapsedTime(Volatile.Read(ref _lookedAt)) < Look || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            Volatile.Write(ref _lookedAt, time.GetTimestamp());
            var active = silos.GetActiveSilos();
            Array.Sort(active);
            if (!active.AsSpan().SequenceEqual(_map.Silos))
            {
                _map = new(active, [.. Enumerable.Range(0, ILeaseDeskGrain.Shards).Select(shard => IsElsewhere(shard, active))], time.GetTimestamp());
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    private bool IsElsewhere(int shard, SiloAddress[] active) =>
        active.Contains(silos.SiloAddress) && !ShardPlacementDirector.Owner(shard, active).Equals(silos.SiloAddress);

    // Fibonacci hashing: neighbours go at different times.
    private static double Part(long key) => unchecked((uint)((ulong)key * 0x9E3779B97F4A7C15 >> 32)) / (double)uint.MaxValue;

    private sealed record Map(SiloAddress[] Silos, bool[] IsElsewhere, long Since);
}
