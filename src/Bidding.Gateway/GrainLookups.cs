using Bidding.Contracts;

namespace Bidding.Gateway;

/// <summary>The grain of a campaign by its number.</summary>
public delegate ICampaignGrain CampaignLookup(int number);

/// <summary>The lease desk of a shard.</summary>
public delegate ILeaseDeskGrain LeaseDeskLookup(int shard);
