using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Bids;

internal static partial class BidsLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Request {RequestId} of exchange {Exchange} could not be answered")]
    public static partial void AnswerFailed(this ILogger log, Exception exception, string exchange, string requestId);
}
