using Bidding.LoadTest.Chaos.Books;
using Bidding.LoadTest.Chaos.Faults;
using Bidding.LoadTest.Chaos.Traffic;

namespace Bidding.LoadTest.Chaos;

/// <summary>One fault under traffic: some time before, the fault, some time after, then the books.</summary>
internal sealed class Scene(IStage stage, LedgerCount count, ChaosOptions options, Action<string> say)
{
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan After = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan NoticePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    public static TimeSpan LengthOf(Fault fault) => Before + fault.Lasts + After;

    /// <summary>Traffic that is not counted, so that no node compiles its code during the first fault.</summary>
    public async Task WarmUpAsync(CancellationToken cancel)
    {
        await using var traffic = ChaosTraffic.Start(stage.Nodes, options.Rate, options.Seed);
        await Task.Delay(Before, cancel);
        _ = await traffic.StopAsync(NoticePatience, cancel);
    }

    public async Task<FaultResult> RunAsync(Fault fault, double scale, CancellationToken cancel)
    {
        await stage.WaitUntilWholeAsync(cancel);
        await using var traffic = ChaosTraffic.Start(stage.Nodes, options.Rate, options.Seed);
        await Task.Delay(Scaled(Before, scale), cancel);

        var noBidsBefore = await NoBids.ReadAsync(stage.HttpNodes);
        var begun = traffic.Now;
        say($"{fault.Name}: {fault.What}");
        await fault.Begin(cancel);
        await Task.Delay(Scaled(fault.Lasts, scale), cancel);
        var ending = traffic.Now;
        var noBids = NoBids.ReadAsync(stage.HttpNodes);
        await fault.End(cancel);
        var ended = traffic.Now;
        await Task.Delay(Scaled(After, scale), cancel);
        await stage.WaitUntilWholeAsync(cancel);
        var unacknowledged = await traffic.StopAsync(NoticePatience, cancel);

        var result = await AuditAsync(traffic, cancel);
        var timeline = traffic.Timeline;
        var afterEnd = timeline.WholeAfter(ended, TimeSpan.MaxValue);
        return result with
        {
            Fault = fault.Name,
            What = fault.What,
            LastedSeconds = (ended - begun).TotalSeconds,
            BidsPerSecondBefore = timeline.BidsPerSecond(TimeSpan.Zero, begun),
            BidsPerSecondDuring = timeline.BidsPerSecond(begun, ending),
            BiddingSeconds = timeline.BiddingSeconds(begun, ending),
            AcknowledgedDuring = timeline.AcknowledgedBetween(begun, ending),
            SecondsToRecover = (fault.IsMeasuredFromEnd ? afterEnd : timeline.WholeAfter(begun, ending)).TotalSeconds,
            SecondsDisturbedAfterEnd = afterEnd.TotalSeconds,
            MeasuredFrom = fault.IsMeasuredFromEnd ? "end" : "begin",
            AimSeconds = fault.Aim?.TotalSeconds,
            LateBecause = timeline.WhyLate(),
            NoBids = NoBids.Between(noBidsBefore, await noBids),
            BySecond = timeline.BySecond(begun),
            Unacknowledged = unacknowledged,
        };
    }

    private static TimeSpan Scaled(TimeSpan length, double scale) => length == TimeSpan.Zero ? length : TimeSpan.FromTicks(Math.Max(Shortest.Ticks, (long)(length.Ticks * scale)));

    private async Task<FaultResult> AuditAsync(ChaosTraffic traffic, CancellationToken cancel)
    {
        var ledger = stage.OpenLedger();
        try
        {
            await count.ReadAsync(ledger, cancel);
        }
        finally
        {
            await DisposeAsync(ledger);
        }

        var verdict = await stage.VerifyAsync(cancel);
        var events = traffic.Acknowledged.Events;
        var (found, lost, duplicated) = count.Compare(events);
        return new()
        {
            Fault = "",
            What = "",
            BidsSent = traffic.Timeline.Sent,
            Answered = traffic.Timeline.Answered,
            Bids = traffic.Timeline.Bids,
            AcknowledgedEvents = events.Count,
            Found = found,
            Lost = lost,
            Duplicated = duplicated,
            Overspend = verdict.Campaigns.Select(books => books.Overspend).DefaultIfEmpty(0).Max(),
            LedgerVerified = verdict.Balanced,
            Differences = [.. verdict.Differences.Take(5).Select(difference => $"{difference.Campaign} entry {difference.Seq}: {difference.Message}")],
            Refused = new Dictionary<string, int>(traffic.Refusals),
        };
    }

    private static async ValueTask DisposeAsync(object owned)
    {
        if (owned is IAsyncDisposable asynchronous)
        {
            await asynchronous.DisposeAsync();
        }
        else
        {
            (owned as IDisposable)?.Dispose();
        }
    }
}
