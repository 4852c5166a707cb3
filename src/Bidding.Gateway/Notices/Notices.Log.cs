using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Notices;

internal static partial class NoticesLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} notices of campaign {Campaign} are in doubt; their senders are asked to repeat them")]
    public static partial void BatchInDoubt(this ILogger log, Exception exception, int campaign, int count);
}
