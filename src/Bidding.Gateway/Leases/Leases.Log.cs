using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Leases;

internal static partial class LeasesLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "A lease desk did not answer for {Count} campaigns; they are asked for again")]
    public static partial void DeskSilent(this ILogger log, Exception exception, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every lease could be reported before the end; the others expire by themselves")]
    public static partial void FarewellCutShort(this ILogger log);

    [LoggerMessage(Level = LogLevel.Debug, Message = "No more leases: the node is stopping")]
    public static partial void Stopping(this ILogger log);
}
