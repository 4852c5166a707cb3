using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Snapshots;

/// <summary>The catalog's resources as snapshots need them at hand: ads with their campaign. One thread at a time.</summary>
internal sealed class CatalogContent
{
    private readonly Dictionary<string, Advertiser> _advertisers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CampaignContent> _campaigns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _campaignOfAd = new(StringComparer.Ordinal);

    public Dictionary<string, Exchange> Exchanges { get; } = new(StringComparer.Ordinal);
    public IEnumerable<CampaignContent> Campaigns => _campaigns.Values;

    public void Put(Advertiser advertiser) => _advertisers[advertiser.Id] = advertiser;

    public CampaignContent Put(Campaign campaign)
    {
        var content = ContentOf(campaign.Id);
        content.Put(campaign);
        return content;
    }

    public CampaignContent Put(PacingRules rules)
    {
        var content = ContentOf(rules.CampaignId);
        content.Put(rules);
        return content;
    }

    /// <returns>The campaign the ad belonged to until now, where that is another one, and its campaign.</returns>
    public (CampaignContent? Former, CampaignContent Now) Put(Ad ad)
    {
        var former = _campaignOfAd.TryGetValue(ad.Id, out var formerId) && formerId != ad.CampaignId ? ContentOf(formerId) : null;
        former?.Remove(ad);
        _campaignOfAd[ad.Id] = ad.CampaignId;
        var content = ContentOf(ad.CampaignId);
        content.Put(ad);
        return (former, content);
    }

    /// <summary>Null for a campaign that no snapshot holds: archived, or without its advertiser.</summary>
    public Advertiser? AdvertiserOf(CampaignContent campaign) =>
        campaign.Definition is { } definition && definition.Status != Status.Archived ? _advertisers.GetValueOrDefault(definition.AdvertiserId) : null;

    private CampaignContent ContentOf(string campaignId)
    {
        if (!_campaigns.TryGetValue(campaignId, out var content))
        {
            _campaigns[campaignId] = content = new();
        }

        return content;
    }
}

/// <summary>A campaign and its ads.</summary>
internal sealed class CampaignContent
{
    private Ad[] _ads = [];
    private Campaign? _campaign;
    private PacingRules? _rules;

    /// <summary>Under its pacing rules. Null while only ads or rules of it are known.</summary>
    public Campaign? Definition { get; private set; }

    /// <summary>Not the archived ones; by number.</summary>
    public ReadOnlySpan<Ad> Ads => _ads;

    public void Put(Campaign campaign)
    {
        _campaign = campaign;
        Definition = campaign.With(_rules);
    }

    public void Put(PacingRules rules)
    {
        _rules = rules;
        Definition = _campaign?.With(rules);
    }

    public void Put(Ad ad)
    {
        var at = Array.FindIndex(_ads, other => other.Id == ad.Id);
        if (at >= 0 && ad.Status != Status.Archived)
        {
            _ads[at] = ad;
        }
        else if (at >= 0)
        {
            Remove(ad);
        }
        else if (ad.Status != Status.Archived)
        {
            _ads = [.. _ads, ad];
            if (_ads.Length > 1 && _ads[^2].Number.Value > ad.Number.Value)
            {
                Array.Sort(_ads, static (one, other) => one.Number.Value.CompareTo(other.Number.Value));
            }
        }
    }

    public void Remove(Ad ad) => _ads = [.. _ads.Where(other => other.Id != ad.Id)];
}
