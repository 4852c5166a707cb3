using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Targeting;
using Bidding.Core.Tests.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>A random catalog, its live parts and one request with one banner slot, of all kinds of rules that candidates are asked.</summary>
internal sealed class RandomMarket
{
    private static readonly IsoDayOfWeek[] Days = [.. Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None)];
    private readonly Random _random;

    /// <param name="certain">Every participation is 0 or 1 and no campaign has a second ad: nothing is left to chance.</param>
    /// <param name="slots">Alike.</param>
    public RandomMarket(Random random, int campaigns, bool certain, int slots = 1)
    {
        _random = random;
        Raw = RawRequest.Draw(random);
        Secure = Chance(0.5);
        BlockedAttributes = Chance(0.3) ? [random.Next(1, 4)] : [];
        Floor = random.Next(7) * Money.NanosPerUnit;
        HasUser = Chance(0.7);
        Bench.Shown = Chance(0.1) ? null : Chance(0.5) ? [] : [.. Enumerable.Range(1, campaigns).Where(_ => Chance(0.5)).Select(number => new ShownImpression(number, 0, NowMs))];
        for (var i = 0; i < campaigns; i++)
        {
            var campaign = Bench.Add(Change, [.. Enumerable.Repeat<Func<Ad, Ad>>(Change, certain ? 1 : random.Next(1, 4))]);
            var participation = certain ? random.Next(5) == 0 ? 0 : 1 : random.Next(5) / 4m;
            Bench.Live.Get(campaign.Number).Terms = new(new(Ratio.FromDecimal(participation), DrawMultiplier()), []);
            if (Chance(0.15))
            {
                Bench.Live.Get(campaign.Number).Lease = null;
            }
        }

        Bench.Fill = request =>
        {
            Raw.Fill(request);
            request.UserKey = HasUser ? 7UL : 0;
            for (var i = 0; i < slots; i++)
            {
                FillSlot(Auction.Bench.Banner(request));
            }
        };
    }

    public Bench Bench { get; } = new();
    public RawRequest Raw { get; }
    public bool Secure { get; }
    public int[] BlockedAttributes { get; }
    public long Floor { get; }
    public bool HasUser { get; }
    public LocalDateTime Local => Bench.Now.InUtc().LocalDateTime;

    /// <summary>Pacing changes what campaigns are worth: the order in which their ads lie no longer is that of their worths.</summary>
    public void Repace()
    {
        foreach (var campaign in Bench.Campaigns)
        {
            var live = Bench.Live.Get(campaign.Number);
            live.Terms = live.Terms with { Levers = live.Terms.Levers with { BidMultiplier = DrawMultiplier() } };
        }
    }

    private Ratio DrawMultiplier() => Ratio.FromDecimal(1 - (_random.Next(3) * 0.25m));

    private void FillSlot(ImpFeatures imp)
    {
        imp.Floor = new(Floor);
        imp.Secure = Secure;
        foreach (var attribute in BlockedAttributes)
        {
            imp.Banner.BlockedAttributes.Add(attribute);
        }
    }

    private long NowMs => Bench.Now.ToUnixTimeMilliseconds() - 1;

    private Campaign Change(Campaign campaign) => campaign with
    {
        // Of different campaigns, worths differ whatever the multiplier and the rate: the number stands in digits that neither reaches.
        Pricing = new() { Model = PricingModel.Cpm, Cpm = new((_random.NextInt64(1_000, 9_000) * 1_000_000) + (campaign.Number.Value * 1_000)) },
        Budget = campaign.Budget with { Currency = Chance(0.3) ? CurrencyCode.Eur : CurrencyCode.Usd },
        Status = Chance(0.1) ? Status.Paused : Status.Active,
        Flight = Chance(0.2)
            ? new() { Start = Bench.Now + Duration.FromMinutes(_random.Next(-90, 30)), End = Chance(0.5) ? Bench.Now + Duration.FromMinutes(_random.Next(31, 90)) : null }
            : Chance(0.2) ? campaign.Flight with { End = Bench.Now + Duration.FromMinutes(_random.Next(-60, 90)) } : campaign.Flight,
        FrequencyCaps = Chance(0.3) ? [new(_random.Next(1, 3), Duration.FromHours(1))] : [],
        BidWithoutUserId = Chance(0.5),
        Targeting = new()
        {
            Lists = Chance(0.3) ? Rule(TargetingDimension.Country) : Chance(0.3) ? Rule(TargetingDimension.Domain) : new Dictionary<TargetingDimension, ListRule>(),
            Dayparts = Chance(0.3) ? [new(Days, _random.Next(0, 14), _random.Next(14, 25))] : [],
        },
    };

    private Ad Change(Ad ad) => ad with
    {
        Banner = ad.Banner! with
        {
            Sizes = Chance(0.7) ? [new(300, 250)] : Chance(0.5) ? [new(320, 50), new(300, 250)] : [new(320, 50)],
            ImageUrl = Chance(0.9) ? "https://cdn.acme.example/a.png" : "http://cdn.acme.example/a.png",
        },
        Attributes = Chance(0.3) ? [_random.Next(1, 4)] : [],
        Targeting = new() { Lists = Chance(0.2) ? Rule(TargetingDimension.Language) : new Dictionary<TargetingDimension, ListRule>() },
    };

    private Dictionary<TargetingDimension, ListRule> Rule(TargetingDimension dimension)
    {
        string[] values = [RawRequest.DrawRuleValue(_random, dimension)];
        return new() { [dimension] = Chance(0.7) ? new() { Include = values } : new() { Exclude = values } };
    }

    private bool Chance(double probability) => _random.NextDouble() < probability;
}
