using Bidding.Core.Campaigns;

namespace Bidding.Core.Attribution;

/// <summary>What a click tells the landing page about itself: the resources' text ids and the click id.</summary>
public readonly record struct LandingContext
{
    public required string AdvertiserId { get; init; }
    public required string CampaignId { get; init; }
    public required string AdId { get; init; }
    public required string ExchangeId { get; init; }
    public required AdFormat Format { get; init; }

    /// <summary>From <see cref="ClickIdCodec"/>; empty adds none.</summary>
    public required string ClickId { get; init; }
}
