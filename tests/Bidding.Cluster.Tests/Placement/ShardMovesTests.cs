using System.Net;
using Bidding.Contracts;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;

namespace Bidding.Cluster.Tests.Placement;

public sealed class ShardMovesTests
{
    private static readonly TimeSpan UntilAllMoved = TimeSpan.FromSeconds(10);
    private readonly FakeTimeProvider _time = new();
    private readonly Members _members = new(Silo(1));

    [Fact]
    public void IsDue_AloneInTheCluster_Never()
    {
        var moves = new ShardMoves(_members, _time);
        Assert.DoesNotContain(true, Keys().Select(moves.IsDue));
        _time.Advance(UntilAllMoved);
        Assert.DoesNotContain(true, Keys().Select(moves.IsDue));
    }

    [Fact]
    public void IsDue_AnotherSiloJoined_GivesItItsShardsLittleByLittle()
    {
        var moves = new ShardMoves(_members, _time);
        _ = moves.IsDue(0);
        _members.Active = [Silo(1), Silo(2)];
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.DoesNotContain(true, Keys().Select(moves.IsDue));

        _time.Advance(TimeSpan.FromSeconds(5));
        var some = Keys().Count(moves.IsDue);
        _time.Advance(UntilAllMoved);
        var due = Keys().Where(moves.IsDue).ToList();

        Assert.InRange(some, 1, due.Count - 1);
        Assert.InRange(due.Count, 256, 768);
        Assert.All(due, key => Assert.Equal(Silo(2), ShardPlacementDirector.Owner(key % ILeaseDeskGrain.Shards, _members.Active)));
    }

    [Fact]
    public void IsDue_TheOtherLeftAgain_StaysHere()
    {
        var moves = new ShardMoves(_members, _time);
        _members.Active = [Silo(1), Silo(2)];
        _ = moves.IsDue(0);
        _members.Active = [Silo(1)];
        _time.Advance(UntilAllMoved);
        Assert.DoesNotContain(true, Keys().Select(moves.IsDue));
    }

    [Fact]
    public void Owner_OneOfThreeLeaves_MovesItsShardsAlone()
    {
        SiloAddress[] three = [Silo(1), Silo(2), Silo(3)];
        var moved = Enumerable.Range(0, ILeaseDeskGrain.Shards)
            .Select(shard => (Before: ShardPlacementDirector.Owner(shard, three), After: ShardPlacementDirector.Owner(shard, three[..2])))
            .Where(owner => !owner.Before.Equals(owner.After));
        Assert.All(moved, owner => Assert.Equal(Silo(3), owner.Before));
    }

    private static IEnumerable<long> Keys() => Enumerable.Range(1, 1_024).Select(key => (long)key);

    private static SiloAddress Silo(int number) => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 10_000 + number), number);

    private sealed class Members(SiloAddress self) : ISiloStatusOracle
    {
        public SiloAddress[] Active { get; set; } = [self];
        public SiloStatus CurrentStatus => SiloStatus.Active;
        public string SiloName => "self";
        public SiloAddress SiloAddress => self;

        public SiloAddress[] GetActiveSilos() => [.. Active];

        public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => Active.Contains(siloAddress) ? SiloStatus.Active : SiloStatus.None;

        public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => Active.ToDictionary(silo => silo, _ => SiloStatus.Active);

        public bool TryGetSiloName(SiloAddress siloAddress, out string siloName) => throw new NotSupportedException();

        public bool IsFunctionalDirectory(SiloAddress siloAddress) => throw new NotSupportedException();

        public bool IsDeadSilo(SiloAddress silo) => throw new NotSupportedException();

        public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();

        public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => throw new NotSupportedException();
    }
}
