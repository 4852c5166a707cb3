using Bidding.Contracts;
using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Bidding.Grains.Placement;

/// <summary>
/// Puts a grain on the silo that owns its shard (its number modulo <see cref="ILeaseDeskGrain.Shards"/>): a desk and its campaigns meet on one silo, shards spread over all.
/// </summary>
[GenerateSerializer, Immutable]
public sealed class ShardPlacementStrategy : PlacementStrategy;

[AttributeUsage(AttributeTargets.Class)]
public sealed class ShardPlacementAttribute() : PlacementAttribute(new ShardPlacementStrategy());

/// <summary>
/// Rendezvous hashing: of all silos that can host the grain, the one whose hash with the shard is the largest. Every silo computes the same without talking, and when a
/// silo joins or leaves only the shards that it wins or held move.
/// </summary>
public sealed class ShardPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        var shard = target.GrainIdentity.TryGetIntegerKey(out var key, out _) ? ShardMoves.ShardOf(key) : 0;
        return Task.FromResult(Owner(shard, silos));
    }

    public static SiloAddress Owner(long shard, IEnumerable<SiloAddress> silos) =>
        silos.MaxBy(silo => (Weight(shard, silo), silo.ToParsableString())) ?? throw new OrleansException("No silo can host the grain.");

    // Consistent hash codes are the same in every process. The finalizer is splitmix64's.
    private static ulong Weight(long shard, SiloAddress silo)
    {
        unchecked
        {
            var x = ((ulong)shard * 0x9E3779B97F4A7C15) + (uint)silo.GetConsistentHashCode();
            x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
            x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
            return x ^ (x >> 31);
        }
    }
}
