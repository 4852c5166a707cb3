using Bidding.Gateway.Bids;
using Bidding.Gateway.Health;
using Bidding.Gateway.Snapshots;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Rehearsal;

/// <summary>Rehearses the bid path once, when the catalog has been read and the node listens, which answers need to know; the node is ready only after it.</summary>
internal sealed class BidRehearsal(SnapshotKeeper snapshots, BidPath path, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<BidRehearsal> log) : BackgroundService, IReadiness
{
    private volatile bool _done;

    public string Name => "rehearsal";

    public string Missing => _done ? "" : "the bid path has not been rehearsed yet";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var listening = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var told = lifetime.ApplicationStarted.Register(listening.SetResult);
        await Task.WhenAll(listening.Task, snapshots.FirstRead).WaitAsync(stoppingToken);
        try
        {
            var started = time.GetTimestamp();
            var result = new RehearsalRun(path, time).Run(snapshots.Current, stoppingToken);
            log.Rehearsed(result.Answers, result.Bids, time.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception e)
        {
            // Only the first bids are slower for it.
            log.RehearsalFailed(e);
        }

        _done = true;
    }
}

internal static partial class RehearsalLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Rehearsed {Answers} answers, {Bids} of them with a bid, in {Milliseconds} ms")]
    public static partial void Rehearsed(this ILogger log, int answers, int bids, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The bid path could not be rehearsed")]
    public static partial void RehearsalFailed(this ILogger log, Exception exception);
}
