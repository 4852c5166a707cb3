using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Snapshots;

internal static partial class SnapshotsLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalog does not answer; bidding goes on with what was read last")]
    public static partial void CatalogSilent(this ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalog holds a resource of kind {Kind}, {Id}, that this version does not know")]
    public static partial void UnknownKind(this ILogger log, int kind, string id);

    [LoggerMessage(Level = LogLevel.Error, Message = "The {Kind} {Id} in the catalog can not be read; it keeps the form it had")]
    public static partial void UnreadableEntry(this ILogger log, Exception exception, Bidding.Core.Campaigns.ResourceKind kind, string id);
}
