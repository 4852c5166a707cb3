namespace Bidding.Core.Ids;

// The catalog gives every resource a permanent number when it is created. People use the resource's text id; tokens,
// ledger and grains use the number. Numbers start at 1; 0 (default) is none.

/// <summary>The permanent number of an advertiser.</summary>
public readonly record struct AdvertiserNumber(int Value);

/// <summary>The permanent number of a campaign; also the key of its grain and of its ledger stream.</summary>
public readonly record struct CampaignNumber(int Value);

/// <summary>The permanent number of a portfolio; also the key of its grain, and of its ledger stream by <see cref="Portfolios.PortfolioStreams"/>.</summary>
public readonly record struct PortfolioNumber(int Value);

/// <summary>The permanent number of an ad, unique over all campaigns.</summary>
public readonly record struct AdNumber(int Value);

/// <summary>The permanent number of an exchange.</summary>
public readonly record struct ExchangeNumber(int Value);
