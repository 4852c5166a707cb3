using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Ledger.Verification;

/// <summary>
/// Holds a portfolio's stream against those of its campaigns: nobody holds what was not given, and nothing was counted as given back before it was. Campaigns must have been read
/// before their portfolio: what they took was durable there first.
/// </summary>
internal static class PortfolioAudit
{
    /// <param name="campaigns">What each campaign's stream says, up to where it was read.</param>
    /// <param name="laterSteps">Reads what a campaign's stream holds beyond that: for what it gave back meanwhile.</param>
    public static async Task<IReadOnlyList<LedgerFinding>> CheckAsync(
        CampaignNumber stream, AllotmentTrail given, IReadOnlyDictionary<CampaignNumber, StreamAudit> campaigns, Func<StreamAudit, Task<IReadOnlyList<AllotmentStep>>> laterSteps)
    {
        var findings = new List<LedgerFinding>();
        var raises = given.Steps.GroupBy(step => (step.Campaign, step.Pot, step.Allotment.Version)).ToDictionary(group => group.Key, group => group.First());
        foreach (var (number, campaign) in campaigns)
        {
            if (campaign.Books.Terms?.Portfolio is { } tie && PortfolioStreams.Of(tie.Number) == stream)
            {
                CheckHeld(number, campaign);
            }
        }

        foreach (var (number, campaign) in campaigns)
        {
            await CheckFallsAsync(number, campaign).ConfigureAwait(false);
        }

        return findings;

        void CheckHeld(CampaignNumber number, StreamAudit campaign)
        {
            foreach (var held in campaign.Allotments.Steps)
            {
                if (held.Allotment.Version <= given.ClosedVersion(held.Pot, number))
                {
                    continue;
                }

                if (!raises.TryGetValue((number, held.Pot, held.Allotment.Version), out var raise) || held.Allotment.Amount > raise.Allotment.Amount)
                {
                    findings.Add(new(number, held.Seq, LedgerRules.AllotmentGiven, $"It holds {held.Allotment.Amount} by version {held.Allotment.Version}, which its portfolio never gave."));
                }
            }
        }

        async Task CheckFallsAsync(CampaignNumber number, StreamAudit campaign)
        {
            IReadOnlyList<AllotmentStep>? later = null;
            AllotmentStep? before = null;
            foreach (var step in given.Steps.Where(step => step.Campaign == number).OrderBy(step => step.Pot.Number).ThenBy(step => step.Seq))
            {
                var isFall = before is { } b && b.Pot == step.Pot && b.Allotment.Version == step.Allotment.Version;
                before = step;
                if (!isFall || step.Allotment.Version <= campaign.Allotments.ClosedVersion(step.Pot, default) || campaign.Allotments.ShowsFall(step))
                {
                    continue;
                }

                later ??= await laterSteps(campaign).ConfigureAwait(false);
                if (!later.Any(held => held.Pot == step.Pot && held.Allotment.Version == step.Allotment.Version && held.Allotment.Amount <= step.Allotment.Amount))
                {
                    findings.Add(new(stream, step.Seq, LedgerRules.AllotmentFall, $"Campaign {number.Value} counts as having given back down to {step.Allotment.Amount}, and its stream does not say so."));
                }
            }
        }
    }
}
