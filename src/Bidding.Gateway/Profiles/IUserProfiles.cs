using Bidding.Core.Auction;

namespace Bidding.Gateway.Profiles;

/// <summary>What users have been shown, for frequency caps. Any thread; never throws.</summary>
public interface IUserProfiles
{
    /// <summary>The user's recent impressions; null when they could not be had in time.</summary>
    ValueTask<ShownImpression[]?> ReadAsync(ulong userKey);

    /// <summary>An impression was counted.</summary>
    void Shown(ulong userKey, ShownImpression impression);
}
