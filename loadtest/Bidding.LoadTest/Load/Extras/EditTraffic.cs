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

    /// <summary>Ends when <paramref name="stop"/> is cancelled; a late edit delays those after it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1 / perSecond));
        try
        {
            while (await ticks.WaitForNextTickAsync(stop))
            {
                await EditAsync();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The run is over.
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
