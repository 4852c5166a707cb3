using Bidding.Core.Activations;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Portfolios;

/// <summary>Logs what happens to a portfolio's activation, and tells its grain when it is lost.</summary>
internal sealed class PortfolioWatch(int portfolio, ILogger log, Action lost) : IActivationWatch
{
    public void Written(NoticeDecision? decision)
    {
    }

    public void Lost() => lost();

    public void AppendInDoubt(Exception fault, long seq) => log.PortfolioAppendInDoubt(fault, portfolio, seq);

    public void AppendRefused(long seq, AppendOutcome outcome) => log.PortfolioAppendRefused(portfolio, seq, outcome);

    public void ProofFailed(Exception fault) => log.PortfolioAfterTheEnd(fault, portfolio);

    public void AfterTheEnd(Exception fault) => log.PortfolioAfterTheEnd(fault, portfolio);

    public void SnapshotUnreadable(Exception fault) => log.PortfolioSnapshotUnreadable(fault, portfolio);

    public void DecidingFailed(Exception fault) => log.PortfolioDecidingFailed(fault, portfolio);

    public void AllotmentCallFailed(Exception fault) => log.PortfolioCallFailed(fault, portfolio);

    public void ReportExceeds(long gateway, WindowId window)
    {
    }
}
