using Bidding.Core.Ids;

namespace Bidding.Core.Campaigns;

/// <summary>Who pays. Immutable; a change makes a new <see cref="Version"/>.</summary>
public sealed record Advertiser
{
    /// <summary>1 to 64 of a-z, 0-9, '-' and '_', starting with a letter or digit; unique among advertisers; never changes.</summary>
    public required string Id { get; init; }
    public AdvertiserNumber Number { get; init; }
    public int Version { get; init; }
    public required string Name { get; init; }
    public Status Status { get; init; }
}
