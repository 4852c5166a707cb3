using Bidding.Contracts;
using Bidding.Core.Escrow;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Placement;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Bidding.Grains.Leases;

/// <summary>One call per gateway and shard instead of one per campaign. Sits where its campaigns sit, so the calls it makes stay within the silo.</summary>
[Reentrant]
[ShardPlacement]
public sealed class LeaseDeskGrain(IGrainFactory grains, DeskDeadlines deadlines, ShardMoves moves, ILogger<LeaseDeskGrain> log) : Grain, ILeaseDeskGrain
{
    // Making a reference costs more than calling through it.
    private readonly Dictionary<int, ICampaignGrain> _campaigns = [];

    public async Task<LeaseReply[]> Lease(LeaseRequest[] requests)
    {
        if (moves.IsDue(this.GetPrimaryKeyLong()))
        {
            this.MigrateOnIdle();
        }

        // A campaign that does not answer must not keep the others' leases: its call ends by the deadline, and it opens no lease after it. The gateway asks again.
        var deadline = deadlines.Begin();
        var calls = new Task<LeaseReply>[requests.Length];
        for (var i = 0; i < requests.Length; i++)
        {
            var number = requests[i].Campaign.Value;
            if (!_campaigns.TryGetValue(number, out var campaign))
            {
                _campaigns[number] = campaign = grains.GetGrain<ICampaignGrain>(number);
            }

            calls[i] = campaign.Lease(requests[i], deadline);
        }

        var replies = new List<LeaseReply>(calls.Length);
        for (var i = 0; i < calls.Length; i++)
        {
            await ((Task)calls[i]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (calls[i].IsCompletedSuccessfully)
            {
                replies.Add(await calls[i]);
            }
            else if (calls[i].Exception is { InnerException: not OperationCanceledException } failure)
            {
                log.LeaseFailed(failure.InnerException ?? failure, requests[i].Campaign.Value);
            }
        }

        return [.. replies];
    }
}
