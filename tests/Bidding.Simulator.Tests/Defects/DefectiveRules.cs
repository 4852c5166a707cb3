using Bidding.Core.Activations;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;

namespace Bidding.SimulatorTests.Defects;

/// <summary>Production's rules, for a defect to change one of.</summary>
internal abstract class DefectiveRules : IActivationRules
{
    private readonly ActivationRules _right = ActivationRules.Default;

    public virtual NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices) =>
        _right.Decide(campaign, books, escrow, known, exchanges, notices);

    public virtual ReportOutcome Report(CampaignEscrow escrow, WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow) =>
        _right.Report(escrow, report, noticeWindow);

    public virtual WindowId NameWindow(int takeover, int counter) => _right.NameWindow(takeover, counter);

    public virtual TimeSpan ProvedAt(TimeSpan sentAt, TimeSpan answeredAt) => _right.ProvedAt(sentAt, answeredAt);

    /// <summary>Takes some of what was inherited away, which nothing but time may do.</summary>
    protected static void ShrinkInherited(CampaignEscrow escrow, Reserve by) => escrow.Inherit(Reserve.Left(escrow.Inherited, by), escrow.InheritedUntil);
}
