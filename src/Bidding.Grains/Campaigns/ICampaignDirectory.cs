using Bidding.Core.Activations;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;

namespace Bidding.Grains.Campaigns;

/// <summary>The catalog's portfolios by number. One per silo; safe for use from any thread.</summary>
public interface IPortfolioDirectory
{
    /// <summary>Null: the catalog holds no such portfolio. Throws <see cref="CatalogUnavailableException"/>.</summary>
    /// <param name="atLeastVersion">A catalog version that the answer must include; 0: what is at hand, at most a few seconds old.</param>
    ValueTask<Portfolio?> FindAsync(PortfolioNumber portfolio, long atLeastVersion, CancellationToken cancel);
}

/// <summary>A campaign as the catalog defines it, with all its ads, archived ones too.</summary>
public sealed record CampaignDefinition(Campaign Campaign, IReadOnlyList<DefinedAd> Ads);

public readonly record struct DefinedAd(AdNumber Ad, Status Status);

/// <summary>The catalog by numbers, as far as campaigns' grains need it. One per silo; safe for use from any thread.</summary>
public interface ICampaignDirectory : IExchangeTermsSource
{
    /// <summary>Null: the catalog holds no such campaign. Throws <see cref="CatalogUnavailableException"/>.</summary>
    /// <param name="campaign">Archived ones too: their notices still come.</param>
    /// <param name="atLeastVersion">A catalog version that the answer must include; 0: what is at hand, at most a few seconds old.</param>
    ValueTask<CampaignDefinition?> FindAsync(CampaignNumber campaign, long atLeastVersion, CancellationToken cancel);

    /// <summary>The campaign that an ad belongs to; null: unknown.</summary>
    ValueTask<CampaignNumber?> FindCampaignOfAsync(AdNumber ad, CancellationToken cancel);
}
