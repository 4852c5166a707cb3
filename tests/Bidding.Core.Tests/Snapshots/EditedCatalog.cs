using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using Bidding.Core.Tests.Auction;
using Bidding.Core.Tests.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Snapshots;

/// <summary>A catalog under random edits, given to a builder of snapshots resource by resource as they happen, and whole in a bench.</summary>
internal sealed class EditedCatalog
{
    private static readonly TargetingDimension[] Indexed = [.. Enum.GetValues<TargetingDimension>().Where(d => d < TargetingDimension.Format)];
    private static readonly IsoDayOfWeek[] Days = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];
    private static readonly string[] Domains = ["acme.example", "shop.acme.example", "other.example"];
    private readonly Random _random;

    public EditedCatalog(Random random, int campaigns, int roomMin)
    {
        _random = random;
        Builder = new(Bench.Rates, roomMin);
        Builder.Put(Bench.Exchange);
        Builder.Put(Bench.Advertisers[0]);
        for (var i = 0; i < campaigns; i++)
        {
            AddCampaign();
        }
    }

    /// <summary>Holds all resources as they are now.</summary>
    public Bench Bench { get; } = new();
    public SnapshotBuilder Builder { get; }

    public void Edit()
    {
        switch (_random.Next(10))
        {
            case 0:
                AddCampaign();
                break;
            case 1:
                AddAd();
                break;
            case 2 or 3 or 4:
                Replace(Bench.Ads, Change, Builder.Put);
                break;
            case 5:
                EditAdvertisers();
                break;
            case 6:
                Bench.Exchange = Bench.Exchange with { DefaultSeat = Chance(0.5) ? "seat-1" : "seat-2" };
                Builder.Put(Bench.Exchange);
                break;
            default:
                Replace(Bench.Campaigns, Change, Builder.Put);
                break;
        }
    }

    /// <summary>A request with banner, video or both.</summary>
    public Action<BidFeatures> DrawRequest()
    {
        var raw = RawRequest.Draw(_random);
        var seed = _random.Next();
        return request =>
        {
            var random = new Random(seed);
            raw.Fill(request);
            request.SetOs(raw.Os, random.Next(2) == 0 ? "" : "14.2");
            request.BlockAdvertiser(Domains[random.Next(Domains.Length)]);
            request.BlockCategory($"IAB{random.Next(1, 4)}", 1);
            if (random.Next(4) == 0)
            {
                request.AllowLanguage("en");
            }

            var imp = request.AddImp("1");
            imp.Banner.Offered = random.Next(4) > 0;
            imp.Banner.Sizes.Add(random.Next(2) == 0 ? new(300, 250) : new(320, 50));
            imp.Video.Offered = !imp.Banner.Offered || random.Next(3) == 0;
            imp.Video.Mimes |= request.MimeBit(random.Next(2) == 0 ? "video/mp4" : "video/webm");
            imp.Floor = new(random.Next(5) * Money.NanosPerUnit);
            foreach (var deal in raw.Deals)
            {
                imp.AddDeal(request, deal);
            }
        };
    }

    private void AddCampaign()
    {
        var campaign = Bench.Add(Change, [.. Enumerable.Repeat<Func<Ad, Ad>>(Change, _random.Next(3))]);
        foreach (var ad in Bench.Ads.Where(ad => ad.CampaignId == campaign.Id))
        {
            Builder.Put(ad);
        }

        Builder.Put(campaign);
    }

    private void AddAd()
    {
        if (Bench.Campaigns.Count == 0)
        {
            return;
        }

        var campaign = Bench.Campaigns[_random.Next(Bench.Campaigns.Count)];
        var number = Bench.Ads.Count + 1;
        Bench.Ads.Add(Change(new Ad
        {
            Id = $"a{number}",
            Number = new(number),
            CampaignId = campaign.Id,
            Campaign = campaign.Number,
            Name = $"Ad {number}",
            LandingUrl = "https://acme.example/",
            Adomain = ["acme.example"],
        }));
        Builder.Put(Bench.Ads[^1]);
    }

    private void EditAdvertisers()
    {
        if (Chance(0.3))
        {
            var number = Bench.Advertisers.Count + 1;
            Bench.Advertisers.Add(new() { Id = $"adv{number}", Number = new(number), Name = $"Advertiser {number}" });
            Builder.Put(Bench.Advertisers[^1]);
            return;
        }

        Replace(Bench.Advertisers, advertiser => advertiser with { Status = Chance(0.7) ? Status.Active : Status.Paused }, Builder.Put);
    }

    private void Replace<T>(List<T> all, Func<T, T> change, Action<T> put)
    {
        if (all.Count > 0)
        {
            var at = _random.Next(all.Count);
            all[at] = change(all[at]);
            put(all[at]);
        }
    }

    private Campaign Change(Campaign campaign) => campaign with
    {
        AdvertiserId = Chance(0.8) ? campaign.AdvertiserId : Chance(0.1) ? "unknown" : Bench.Advertisers[_random.Next(Bench.Advertisers.Count)].Id,
        // Worths differ between campaigns: the number stands in digits that neither the rate nor a multiplier reaches.
        Pricing = new() { Model = PricingModel.Cpm, Cpm = new((_random.NextInt64(1_000, 9_000) * 1_000_000) + (campaign.Number.Value * 1_000)) },
        Budget = campaign.Budget with { Currency = Chance(0.1) ? CurrencyCode.Eur : CurrencyCode.Usd, TimeZone = Chance(0.8) ? "UTC" : Chance(0.8) ? "Europe/Berlin" : "Nowhere" },
        Status = Chance(0.15) ? (Chance(0.5) ? Status.Paused : Status.Archived) : Status.Active,
        Flight = campaign.Flight with { End = Chance(0.2) ? Bench.Noon + Duration.FromMinutes(_random.Next(-60, 90)) : null },
        FrequencyCaps = Chance(0.1) ? [new(_random.Next(1, 3), Duration.FromHours(1))] : [],
        Targeting = DrawSpec(3) with { Dayparts = Chance(0.2) ? [new(Days, _random.Next(0, 14), _random.Next(14, 25))] : [] },
    };

    private Ad Change(Ad ad)
    {
        var isBanner = Chance(0.8);
        return ChangeRules(ad) with
        {
            Banner = isBanner ? new() { Sizes = Chance(0.7) ? [new(300, 250)] : [new(320, 50), new(300, 250)], ImageUrl = "https://cdn.acme.example/a.png" } : null,
            Video = isBanner ? null : new() { Files = [new("https://cdn.acme.example/a.mp4", Chance(0.5) ? "video/mp4" : "video/webm", 640, 360, 1000)], Duration = Duration.FromSeconds(15) },
        };
    }

    private Ad ChangeRules(Ad ad) => ad with
    {
        Status = Chance(0.15) ? (Chance(0.5) ? Status.Paused : Status.Archived) : Status.Active,
        Adomain = [Domains[_random.Next(Domains.Length)]],
        Categories = Chance(0.5) ? [$"IAB{_random.Next(1, 4)}-{_random.Next(1, 3)}"] : [],
        Language = Chance(0.3) ? (Chance(0.5) ? "en" : "de") : "",
        Attributes = Chance(0.2) ? [_random.Next(1, 4)] : [],
        Targeting = DrawSpec(1) with { OsVersions = Chance(0.1) ? [new("ios", "13")] : [] },
    };

    private TargetingSpec DrawSpec(int rulesMax)
    {
        var lists = new Dictionary<TargetingDimension, ListRule>();
        for (var i = _random.Next(rulesMax + 1); i > 0; i--)
        {
            var dimension = Indexed[_random.Next(Indexed.Length)];
            lists[dimension] = new() { Include = DrawValues(dimension, 2), Exclude = DrawValues(dimension, 1) };
        }

        return new() { Lists = lists };
    }

    private string[] DrawValues(TargetingDimension dimension, int most) =>
        [.. Enumerable.Range(0, _random.Next(most + 1)).Select(_ => RawRequest.DrawRuleValue(_random, dimension))];

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
