using Bidding.Core.Ledger;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Campaigns;

internal static partial class CampaignLog
{
    [LoggerMessage(1, LogLevel.Warning, "Campaign {Campaign}: the ledger did not answer an append at {Seq}; repeating it")]
    public static partial void AppendInDoubt(this ILogger log, Exception exception, int campaign, long seq);

    [LoggerMessage(2, LogLevel.Warning, "Campaign {Campaign}: the append at {Seq} was refused as {Outcome}; this activation ends")]
    public static partial void AppendRefused(this ILogger log, int campaign, long seq, AppendOutcome outcome);

    [LoggerMessage(3, LogLevel.Warning, "Campaign {Campaign}: could not prove that the stream is ours")]
    public static partial void ProofFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(5, LogLevel.Warning, "Campaign {Campaign}: its snapshot is of another format; folding from the start")]
    public static partial void SnapshotUnreadable(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(6, LogLevel.Error, "Campaign {Campaign}: deciding failed; this activation ends")]
    public static partial void DecidingFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(7, LogLevel.Warning, "Campaign {Campaign}: no handover, its successor inherits")]
    public static partial void HandoverFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(8, LogLevel.Warning, "Campaign {Campaign}: could not pass figures on")]
    public static partial void FiguresFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(9, LogLevel.Warning, "Campaign {Campaign}: could not read the catalog")]
    public static partial void CatalogFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(10, LogLevel.Warning, "Campaign {Campaign}: gateway {Gateway} reported more than window {Window} leased")]
    public static partial void ReportExceeds(this ILogger log, int campaign, long gateway, string window);

    [LoggerMessage(11, LogLevel.Warning, "Desk: campaign {Campaign} gave no lease")]
    public static partial void LeaseFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(12, LogLevel.Debug, "Campaign {Campaign}: a call to it or by it failed after its activation had ended")]
    public static partial void AfterTheEnd(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(14, LogLevel.Warning, "Campaign {Campaign}: what its pacing had learned is of another format or damaged; it starts anew")]
    public static partial void PacingUnreadable(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(15, LogLevel.Warning, "Campaign {Campaign}: could not read what its pacing had learned")]
    public static partial void PacingNotRead(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(16, LogLevel.Warning, "Campaign {Campaign}: could not keep what its pacing has learned; it tries again")]
    public static partial void PacingNotSaved(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(17, LogLevel.Warning, "Campaign {Campaign}: what its pacing had learned comes late; it starts anew meanwhile")]
    public static partial void PacingLate(this ILogger log, int campaign);

    [LoggerMessage(18, LogLevel.Warning, "Campaign {Campaign}: what its pacing has learned since it was last kept is lost, since too many end at once")]
    public static partial void PacingNotKept(this ILogger log, int campaign);

    [LoggerMessage(20, LogLevel.Warning, "Campaign {Campaign}: its portfolio did not answer; it asks again")]
    public static partial void AllotmentCallFailed(this ILogger log, Exception exception, int campaign);

    [LoggerMessage(13, LogLevel.Error, "Campaign {Campaign}: a tick failed; the next one tries again")]
    public static partial void TickFailed(this ILogger log, Exception exception, int campaign);
}
