using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Portfolios;

internal static partial class PortfolioLog
{
    [LoggerMessage(1, LogLevel.Warning, "Portfolio {Portfolio}: the ledger did not answer an append at {Seq}; repeating it")]
    public static partial void PortfolioAppendInDoubt(this ILogger log, Exception exception, int portfolio, long seq);

    [LoggerMessage(2, LogLevel.Warning, "Portfolio {Portfolio}: the append at {Seq} was refused as {Outcome}; this activation ends")]
    public static partial void PortfolioAppendRefused(this ILogger log, int portfolio, long seq, AppendOutcome outcome);

    [LoggerMessage(3, LogLevel.Warning, "Portfolio {Portfolio}: its snapshot is of another format; folding from the start")]
    public static partial void PortfolioSnapshotUnreadable(this ILogger log, Exception exception, int portfolio);

    [LoggerMessage(4, LogLevel.Error, "Portfolio {Portfolio}: deciding failed; this activation ends")]
    public static partial void PortfolioDecidingFailed(this ILogger log, Exception exception, int portfolio);

    [LoggerMessage(5, LogLevel.Warning, "Portfolio {Portfolio}: a campaign did not answer; its allotment counts in full")]
    public static partial void PortfolioCallFailed(this ILogger log, Exception exception, int portfolio);

    [LoggerMessage(6, LogLevel.Debug, "Portfolio {Portfolio}: a call to it or by it failed after its activation had ended")]
    public static partial void PortfolioAfterTheEnd(this ILogger log, Exception exception, int portfolio);
}
