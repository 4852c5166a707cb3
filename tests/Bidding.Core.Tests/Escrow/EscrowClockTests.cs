using Bidding.Core.Escrow;

namespace Bidding.Core.Tests.Escrow;

public sealed class EscrowClockTests
{
    private readonly EscrowClock _clock = new(TimeSpan.FromSeconds(2));

    [Fact]
    public void Advance_InSmallSteps_RunsWithTheMonotonicClock()
    {
        Run(0, 1, 2, 3);
        Assert.Equal(TimeSpan.FromSeconds(3), _clock.Now);
    }

    [Fact]
    public void Advance_AfterAStall_DoesNotCountIt()
    {
        Run(0, 1, 61, 62);
        Assert.Equal(TimeSpan.FromSeconds(2), _clock.Now);
    }

    [Fact]
    public void Advance_LedgerSilent_StandsStillAfterTwoSeconds()
    {
        Run(0, 1);
        for (var second = 2; second <= 60; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(second), TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(3), _clock.Now);
        _clock.Advance(TimeSpan.FromSeconds(61), null);
        Assert.Equal(TimeSpan.FromSeconds(4), _clock.Now);
    }

    [Fact]
    public void Advance_Backwards_DoesNothing()
    {
        Run(5, 6, 4, 6);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.Now);
    }

    private void Run(params int[] seconds)
    {
        foreach (var second in seconds)
        {
            _clock.Advance(TimeSpan.FromSeconds(second), null);
        }
    }
}
