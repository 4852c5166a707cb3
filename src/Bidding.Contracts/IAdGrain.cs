namespace Bidding.Contracts;

/// <summary>Live performance of one ad, fed by its campaign with cumulative figures. Key: the ad's number.</summary>
public interface IAdGrain : IGrainWithIntegerKey
{
    /// <summary>Newer figures replace older ones; older or repeated ones change nothing.</summary>
    Task Update(AdFigures figures);

    Task<AdFigures> Figures();
}

/// <summary>Shifts shares among a campaign's ads by what they earn. Key: the campaign's number.</summary>
public interface IOptimizerGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Looks at the figures and shifts if there is reason to, by a call of <see cref="ICampaignGrain.Allocate"/>. Called by the campaign as results stream in, every
    /// few seconds. One-way: the campaign does not wait, so the call back finds it free. Figures that come too often or tell nothing new are dropped.
    /// </summary>
    [Orleans.Concurrency.OneWay]
    Task Consider(CampaignFigures figures);
}

/// <summary>A user's recent impressions, for frequency caps. Key: the user key's bits.</summary>
public interface IProfileGrain : IGrainWithIntegerKey
{
    Task<UserProfile> Read();

    Task Shown(int campaign, int ad, long atMs);
}

/// <summary>Newest first.</summary>
[GenerateSerializer, Immutable]
public sealed record UserProfile([property: Id(0)] ShownAd[] Impressions);

[GenerateSerializer, Immutable]
public readonly record struct ShownAd([property: Id(0)] int Campaign, [property: Id(1)] int Ad, [property: Id(2)] long AtMs);
