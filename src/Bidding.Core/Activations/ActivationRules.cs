using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;

namespace Bidding.Core.Activations;

/// <inheritdoc/>
public sealed class ActivationRules : IActivationRules
{
    public static ActivationRules Default { get; } = new();

    public NoticeDecision Decide(
        CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known, Func<ExchangeNumber, ExchangeTerms> exchanges, IReadOnlyList<Notice> notices) =>
        NoticeDecider.Decide(campaign, books, escrow, known, exchanges, notices);

    public ReportOutcome Report(CampaignEscrow escrow, WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        return escrow.Report(report, noticeWindow);
    }

    public WindowId NameWindow(int takeover, int counter) => new(takeover, counter);

    public TimeSpan ProvedAt(TimeSpan sentAt, TimeSpan answeredAt) => sentAt;
}
