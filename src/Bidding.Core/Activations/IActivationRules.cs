using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;

namespace Bidding.Core.Activations;

/// <summary>
/// The decisions an activation rests on, in one place so that a simulation can put a wrong one in its place and see that its auditor notices. Pure; production has
/// <see cref="ActivationRules"/> and no other.
/// </summary>
public interface IActivationRules
{
    /// <inheritdoc cref="NoticeDecider.Decide"/>
    NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices);

    /// <inheritdoc cref="CampaignEscrow.Report"/>
    ReportOutcome Report(CampaignEscrow escrow, WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow);

    /// <summary>Names the next window: never as an earlier activation has named one.</summary>
    /// <param name="takeover">The activation's own takeover number.</param>
    /// <param name="counter">Windows this activation has opened, this one included.</param>
    WindowId NameWindow(int takeover, int counter);

    /// <summary>From when authority counts once the ledger has answered: from the question, since all that can be known is that the stream was ours some time after it.</summary>
    TimeSpan ProvedAt(TimeSpan sentAt, TimeSpan answeredAt);
}
