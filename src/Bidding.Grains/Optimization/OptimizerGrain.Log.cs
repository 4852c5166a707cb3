using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Optimization;

internal static partial class OptimizerLog
{
    [LoggerMessage(1, LogLevel.Warning, "Campaign {Campaign}: its shift of shares could not be recorded")]
    public static partial void ShiftFailed(this ILogger log, Exception exception, long campaign);
}
