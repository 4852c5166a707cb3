using Bidding.Grains.Campaigns;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.Cluster.Tests.Campaigns;

public sealed class CampaignTickerTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Part = TimeSpan.FromMilliseconds(20);
    private readonly FakeTimeProvider _time = new();
    private readonly CampaignTicker _ticker;

    public CampaignTickerTests() => _ticker = new CampaignTicker(_time);

    public void Dispose() => _ticker.Dispose();

    [Fact]
    public async Task Add_ManyCampaigns_TicksEachOnceASecondAndFewAtOnce()
    {
        var ticks = new int[500];
        var total = 0;
        for (var i = 0; i < ticks.Length; i++)
        {
            var campaign = i;
            _ticker.Add(() =>
            {
                Interlocked.Increment(ref ticks[campaign]);
                Interlocked.Increment(ref total);
            });
        }

        for (var part = 1; part <= 50; part++)
        {
            _time.Advance(Part);
            var expected = part * 10;
            await Eventually.TrueAsync(() => Volatile.Read(ref total) == expected, Deadline, $"part {part} ticked {total} campaigns in all, not {expected}");
        }

        Assert.All(ticks, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task AtRest_TicksATenthAsOften_UntilItEnds()
    {
        var ticks = 0;
        var ticking = _ticker.Add(() => Interlocked.Increment(ref ticks));
        ticking.AtRest = true;
        await AdvanceAsync(seconds: 10);
        await Eventually.TrueAsync(() => Volatile.Read(ref ticks) == 1, Deadline, $"{ticks} ticks");
        ticking.AtRest = false;
        await AdvanceAsync(seconds: 1);
        await Eventually.TrueAsync(() => Volatile.Read(ref ticks) == 2, Deadline, $"{ticks} ticks");
    }

    [Fact]
    public async Task Dispose_EndsTheTicksOfThatCampaignAlone()
    {
        var (first, second) = (0, 0);
        using var ended = _ticker.Add(() => Interlocked.Increment(ref first));
        _ticker.Add(() => Interlocked.Increment(ref second));
        ended.Dispose();
        await AdvanceAsync(seconds: 1);
        await Eventually.TrueAsync(() => Volatile.Read(ref second) == 1, Deadline, "the other campaign was not ticked");
        Assert.Equal(0, first);
    }

    private Task AdvanceAsync(int seconds)
    {
        for (var part = 0; part < 50 * seconds; part++)
        {
            _time.Advance(Part);
        }

        return Task.CompletedTask;
    }
}
