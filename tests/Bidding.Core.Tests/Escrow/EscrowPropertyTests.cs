using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Escrow;

public sealed class EscrowPropertyTests
{
    /// <summary>Promise 1 and the mark hold after every command, whatever the commands; see <see cref="EscrowWorld"/> for what is asserted.</summary>
    [Property(MaxTest = 400, EndSize = 400)]
    public void Escrow_AnyCommands_NeverOverspendsAndStaysUnderTheMark((byte Command, byte A, byte B)[] commands, byte limit)
    {
        var world = new EscrowWorld(200 + (limit * 10), limit % 2 == 0 ? 150 + (limit * 4) : null);
        foreach (var (command, a, b) in commands)
        {
            world.Step(command, a, b);
        }
    }

    /// <summary>Long runs, and proof that they do what they are meant to try: bids, posts, late posts and takeovers all happen, and the budget is nearly used up.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Escrow_LongRun_HoldsAndReachesEverything(int seed)
    {
        var random = new Random(seed);
        var world = new EscrowWorld(100_000, null);
        for (var i = 0; i < 20_000; i++)
        {
            world.Step(random.Next(256), random.Next(256), random.Next(256));
        }

        Assert.InRange(world.BidCount, 500, int.MaxValue);
        Assert.InRange(world.PostCount, 200, int.MaxValue);
        Assert.InRange(world.LateCount, 20, int.MaxValue);
        Assert.InRange(world.TakeoverCount, 100, int.MaxValue);
    }
}
