using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Client;
using Bidding.Protocol.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Bidding.LoadTest.Load.Extras;

/// <summary>Edits campaigns at a fixed rate through the management API: their names, so that what is bid on stays the same while every edit makes a new snapshot.</summary>
internal sealed class EditTraffic(Campaigns.CampaignsClient client, double perSecond, int campaigns, int seed)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private readonly Random _random = new(seed);

    /// <summary>Edits answered, with their latency; read when <see cref="RunAsync"/> has ended.</summary>
    public RoundTally Tally { get; } = new();

    /// <summary>Time since the last edit, of rounds that have ended: the rate holds over rounds that are shorter than the time between two edits.</summary>
    private TimeSpan _carried;

    /// <summary>Ends when <paramref name="stop"/> is cancelled; may be run again. A late edit delays those after it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var period = TimeSpan.FromSeconds(1 / perSecond);
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            while (true)
            {
                var wait = period - _carried - TimeProvider.System.GetElapsedTime(since);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, stop);
                }

                _carried = TimeSpan.Zero;
                since = TimeProvider.System.GetTimestamp();
                await EditAsync();
                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _carried += TimeProvider.System.GetElapsedTime(since);
        }
    }

    private async Task EditAsync()
    {
        var started = MonotonicClock.NowNanos;
        var request = new UpdateCampaignRequest
        {
            Campaign = new() { Id = LoadCatalog.CampaignId(_random.Next(campaigns) + 1), Name = $"Edited {_random.Next()}" },
            UpdateMask = FieldMask.FromString("name"),
        };
        try
        {
            await client.UpdateCampaignAsync(request, new CallOptions(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Deadline));
            Tally.CountAnswer(MonotonicClock.NowNanos - started, bid: false);
        }
        catch (RpcException fault)
        {
            Tally.CountFault(MonotonicClock.NowNanos - started, $"edit {fault.StatusCode}");
        }
    }
}
