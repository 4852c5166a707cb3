using Bidding.Core.Activations;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Campaigns;

/// <summary>Logs what happens to an activation, and tells its grain what concerns it.</summary>
internal sealed class CampaignWatch(CampaignNumber campaign, ILogger log, Action<NoticeDecision?> written, Action lost) : IActivationWatch
{
    public void Written(NoticeDecision? decision) => written(decision);

    public void Lost() => lost();

    public void AppendInDoubt(Exception fault, long seq) => log.AppendInDoubt(fault, campaign.Value, seq);

    public void AppendRefused(long seq, AppendOutcome outcome) => log.AppendRefused(campaign.Value, seq, outcome);

    public void ProofFailed(Exception fault) => log.ProofFailed(fault, campaign.Value);

    public void AfterTheEnd(Exception fault) => log.AfterTheEnd(fault, campaign.Value);

    public void SnapshotUnreadable(Exception fault) => log.SnapshotUnreadable(fault, campaign.Value);

    public void DecidingFailed(Exception fault) => log.DecidingFailed(fault, campaign.Value);

    public void AllotmentCallFailed(Exception fault) => log.AllotmentCallFailed(fault, campaign.Value);

    public void ReportExceeds(long gateway, WindowId window) => log.ReportExceeds(campaign.Value, gateway, window.ToString());
}
