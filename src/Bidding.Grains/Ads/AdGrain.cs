using Bidding.Contracts;
using Bidding.Core.Ids;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Placement;

namespace Bidding.Grains.Ads;

/// <summary>
/// Live figures of one ad. Holds nothing that its campaign's stream does not: an activation asks the campaign first, so that it never shows less than was acknowledged before.
/// </summary>
[ShardPlacement]
public sealed class AdGrain(ICampaignDirectory directory, IGrainFactory grains) : Grain, IAdGrain
{
    private AdFigures _figures = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var number = new AdNumber((int)this.GetPrimaryKeyLong());
        _figures = new() { Ad = number };
        if (await directory.FindCampaignOfAsync(number, cancellationToken) is { } campaign)
        {
            var figures = await grains.GetGrain<ICampaignGrain>(campaign.Value).Figures();
            _figures = figures.Ads.FirstOrDefault(a => a.Ad == number) ?? _figures;
        }
    }

    public Task Update(AdFigures figures)
    {
        if (figures.Seq >= _figures.Seq && figures.Ad == _figures.Ad)
        {
            _figures = figures;
        }

        return Task.CompletedTask;
    }

    public Task<AdFigures> Figures() => Task.FromResult(_figures);
}
