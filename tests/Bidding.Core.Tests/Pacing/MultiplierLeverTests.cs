using Bidding.Core.Pacing;

namespace Bidding.Core.Tests.Pacing;

public sealed class MultiplierLeverTests
{
    [Theory]
    [InlineData(0.1, 1.0, 0.05, 0.7, 0.9)] // participation holds much back: down, by a fifth at most
    [InlineData(0.92, 0.5, 0.05, 0.5, 0.5)] // at rest
    [InlineData(3.0, 0.5, 0.05, 0.55, 0.6)] // more is wanted than all auctions bring
    [InlineData(3.0, 0.95, 0.05, 1.0, 1.0)] // never above the bid's value
    [InlineData(0.001, 0.06, 0.05, 0.05, 0.05)] // never below its least
    [InlineData(0.001, 0.5, 1.0, 1.0, 1.0)] // fixed bids
    public void Step_HalfAMinute_MovesTowardsParticipationAlmostOpen(double wanted, double from, double least, double atLeast, double atMost)
    {
        var lever = new MultiplierLever(from);
        for (var second = 0; second < 30; second++)
        {
            lever.Step(1, wanted, 2, least);
        }

        Assert.InRange(lever.Value, atLeast - 1e-9, atMost + 1e-9);
    }

    [Fact]
    public void Step_TooFewBidsToTell_WaitsAndThenBidsHigher()
    {
        var lever = new MultiplierLever(0.5);
        for (var second = 0; second < 119; second++)
        {
            lever.Step(1, 0.1, 0, 0.05);
        }

        Assert.Equal(0.5, lever.Value);
        lever.Step(1, 0.1, 0, 0.05);
        Assert.InRange(lever.Value, 0.55, 0.65);
    }

    /// <summary>A market whose cost rises steeply with the bid: both levers come to rest, together, without swinging.</summary>
    [Theory]
    [InlineData(1.0)]
    [InlineData(2.0)]
    [InlineData(4.0)]
    public void Step_CostRisesWithAPowerOfTheBid_ComesToRest(double power)
    {
        var lever = new MultiplierLever(1);
        var low = 1.0;
        for (var second = 0; second < 3_600; second++)
        {
            lever.Step(1, 0.1 / Math.Pow(lever.Value, power), 5, 0.05);
            low = Math.Min(low, lever.Value);
        }

        var rest = Math.Pow(0.1 / 0.92, 1 / power);
        Assert.InRange(lever.Value / rest, 0.99, 1.01);
        Assert.InRange(low / rest, 0.97, 1.01);
    }
}
