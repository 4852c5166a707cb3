using Bidding.Core.Snapshots;

namespace Bidding.Gateway.Snapshots;

/// <summary>The picture of the catalog to bid from. Any thread.</summary>
public interface ISnapshotSource
{
    /// <summary>The newest; empty until the catalog was read for the first time. Take it once per request.</summary>
    CatalogSnapshot Current { get; }
}
