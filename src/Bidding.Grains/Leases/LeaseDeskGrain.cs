using Bidding.Contracts;
using Bidding.Core.Escrow;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Bidding.Grains.Leases;

/// <summary>One call per gateway and shard instead of one per campaign. Sits where its campaigns sit, so the calls it makes stay within the silo.</summary>
[Reentrant]
[ShardPlacement]
public sealed class LeaseDeskGrain(IGrainFactory grains, IOptions<CampaignOptions> options, ShardMoves moves, TimeProvider time, ILogger<LeaseDeskGrain> log) : Grain, ILeaseDeskGrain
{
    // Making a reference costs more than calling through it.
    private readonly Dictionary<int, ICampaignGrain> _campaigns = [];

    public async Task<LeaseReply[]> Lease(LeaseRequest[] requests)
    {
        if (moves.IsDue(this.GetPrimaryKeyLong()))
        {
            this.MigrateOnIdle();
        }

        var calls = new Task<LeaseReply>[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var number = requests[i].Campaign.Value;
            if (!_campaigns.TryGetValue(number, out var campaign))
            {
                _campaigns[number] = campaign = grains.GetGrain<ICampaignGrain>(number);
            }

            calls[i] = campaign.Lease(requests[i]);
        }

        // A campaign that does not answer must not keep the others' leases: the gateway asks again, and a grant that was lost expires.
        using var enough = new CancellationTokenSource();
        var deadline = Task.Delay(TimeSpan.FromMilliseconds(options.Value.DeskDeadlineMs), time, enough.Token);
        await Task.WhenAny(WhenAllDone(calls), deadline);
        await enough.CancelAsync();
        var replies = new List<LeaseReply>(calls.Length);
        for (var i = 0; i < calls.Length; i++)
        {
            if (calls[i].IsCompletedSuccessfully)
            {
                replies.Add(await calls[i]);
            }
            else if (calls[i].Exception is { } failure)
            {
                log.LeaseFailed(failure.InnerException ?? failure, requests[i].Campaign.Value);
            }
            else
            {
                calls[i].Ignore();
            }
        }

        return [.. replies];
    }

    private static async Task WhenAllDone(Task[] calls)
    {
        foreach (var call in calls)
        {
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
