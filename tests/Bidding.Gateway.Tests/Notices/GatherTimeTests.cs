using Bidding.Gateway.Notices;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.GatewayTests.Notices;

public sealed class GatherTimeTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(3, 8, 0, 3)]
    [InlineData(3, 8, 2_000, 5)]
    [InlineData(3, 8, 5_000, 8)]
    [InlineData(3, 8, 50_000, 8)]
    [InlineData(10, 8, 50_000, 10)]
    public void Next_SoManyASecond_GathersLongerUpToTheMost(int leastMs, int mostMs, int perSecond, int expectedMs)
    {
        var gather = Gather(leastMs, mostMs);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(expectedMs), gather.Next(perSecond));
    }

    [Fact]
    public void Next_AfterARush_IsShortAgain()
    {
        var gather = Gather(3, 8);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(8), gather.Next(10_000));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromMilliseconds(3), gather.Next(10_000));
    }

    private GatherTime Gather(int leastMs, int mostMs) => new(TimeSpan.FromMilliseconds(leastMs), TimeSpan.FromMilliseconds(mostMs), _time);
}
