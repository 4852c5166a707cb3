using Bidding.LoadTest.Load.Client;

namespace Bidding.LoadTest.Tests.Load;

public sealed class OpenLoopTests
{
    private const long Second = 1_000_000_000;
    private static readonly EncodedRequest[] Requests = [new(new byte[16], 0)];

    [Fact]
    public void Schedule_Rate_SpreadsRequestsEvenly()
    {
        var schedule = new SendSchedule(start: Second, end: 3 * Second, ratePerSecond: 4);

        Assert.Equal(8, schedule.Count);
        Assert.Equal([Second, Second + (Second / 4), Second + (Second / 2)], Enumerable.Range(0, 3).Select(index => schedule.IntendedAt(index)));
        Assert.Equal([0, 1, 1, 2, 8], ((long[])[Second - 1, Second, Second + (Second / 4) - 1, Second + (Second / 4), 9 * Second]).Select(schedule.DueBy));
    }

    [Fact]
    public void OpenLoop_SteadyServer_AnswersAtItsServiceTime()
    {
        var server = new FakeServer(long.MaxValue, long.MaxValue);
        var tally = Run(server, seconds: 2, rate: 1000);

        Assert.Equal(2000, tally.Answered);
        Assert.InRange(tally.LatencyMs(50), 0.1, 0.11);
        Assert.InRange(tally.LatencyMs(99.9), 0.1, 0.11);
    }

    /// <summary>Coordinated omission: a server that stands still for one second of ten must be charged for the thousand requests that should have been sent meanwhile.</summary>
    [Theory]
    [InlineData(1000)] // all of them are under way
    [InlineData(4)] // most are held back by the server, which takes no more
    public void OpenLoop_StalledServer_ShowsInThePercentiles(int streamsMax)
    {
        var server = new FakeServer(stallStart: 4 * Second, stallEnd: 5 * Second, streamsMax);
        var tally = Run(server, seconds: 10, rate: 1000);

        Assert.Equal(10_000, tally.Answered);
        Assert.Equal(0, tally.Failed);
        Assert.InRange(tally.LatencyMs(89), 0.1, 0.3);
        Assert.InRange(tally.LatencyMs(95), 400, 600);
        Assert.InRange(tally.LatencyMs(99.9), 980, 1100);
    }

    [Fact]
    public void OpenLoop_ServerThatNeverComesBack_CountsWhatWasNotSentAndNotAnswered()
    {
        var server = new FakeServer(stallStart: Second, stallEnd: long.MaxValue, streamsMax: 10);
        var tally = Run(server, seconds: 2, rate: 100);

        Assert.Equal(200, tally.Answered + tally.Failed);
        Assert.True(tally.Failed >= 100, $"{tally.Failed} failed");
        Assert.Contains("not answered", tally.Faults.Keys);
        Assert.Contains(tally.Faults.Keys, reason => reason.StartsWith("not sent", StringComparison.Ordinal));
    }

    [Fact]
    public void ClosedLoop_InFlight_IsKept()
    {
        var server = new FakeServer(long.MaxValue, long.MaxValue);
        var tally = new LoadLoop([server], Requests, server).RunClosed(TimeSpan.FromSeconds(1), inFlight: 8, null, CancellationToken.None);

        // Eight at a time, each 0.1 ms.
        Assert.InRange(tally.Answered, 79_000, 80_008);
        Assert.Equal(server.Sent, tally.Answered);
    }

    private static RoundTally Run(FakeServer server, int seconds, double rate) =>
        new LoadLoop([server], Requests, server).RunOpen(TimeSpan.FromSeconds(seconds), rate, null, CancellationToken.None);
}
