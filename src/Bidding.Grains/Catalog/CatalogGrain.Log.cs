using Bidding.Core.Campaigns;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Catalog;

internal static partial class CatalogGrainLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Kind} {Id} is at version {Version}, {Status}; the catalog at {CatalogVersion}")]
    public static partial void Written(this ILogger log, ResourceKind kind, string id, int version, Status status, long catalogVersion);
}
