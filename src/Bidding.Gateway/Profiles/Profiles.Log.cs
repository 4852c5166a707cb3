using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Profiles;

internal static partial class ProfilesLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The users with a profile could not be read from the ledger; each is looked up")]
    public static partial void UsersUnknown(this ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A profile did not answer")]
    public static partial void ProfileSilent(this ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Too many impressions are on their way to profiles; one was left to the ledger")]
    public static partial void ProfileBehind(this ILogger log);
}
