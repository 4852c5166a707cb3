using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Tests.Auction;

/// <summary>A catalog, its live part and one request, set up so that the one campaign bids: each test then changes one thing.</summary>
public sealed class Bench(LiveCampaigns live)
{
    public const long NanosPerUnit = Money.NanosPerUnit;
    private const long LeaseEnd = 1_000_000;

    public static readonly Instant Noon = Instant.FromUtc(2026, 3, 25, 12, 0);

    public List<Advertiser> Advertisers { get; } = [new() { Id = "acme", Number = new(1), Name = "Acme" }];
    public List<Campaign> Campaigns { get; } = [];
    public List<Ad> Ads { get; } = [];
    public Exchange Exchange { get; set; } = new() { Id = "ex", Number = new(1), Name = "Ex", DefaultSeat = "seat-1" };
    public ExchangeRates Rates { get; set; } = new(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio> { [CurrencyCode.Eur] = Ratio.FromDecimal(0.8m) });
    public AuctionOptions Options { get; set; } = new() { FirstPriceRivals = 0, CountEvery = 1 };
    public LiveCampaigns Live => live;
    public BidFeatures Request { get; } = new();
    public BidDecision Decision { get; } = new();
    public Instant Now { get; set; } = Noon;
    public TimeSpan SinceArrival { get; set; }
    public ShownImpression[]? Shown { get; set; } = [];
    public ulong Seed { get; set; } = 1;
    public Action<BidFeatures> Fill { get; set; } = request => Banner(request);

    public Bench()
        : this(new())
    {
    }

    /// <summary>A bench with one CPM campaign, 5.00 per mille, and one banner ad of 300x250.</summary>
    public static Bench WithOneCampaign(Func<Campaign, Campaign>? campaign = null, Func<Ad, Ad>? ad = null)
    {
        var bench = new Bench();
        bench.Add(campaign, ad ?? (x => x));
        return bench;
    }

    public Campaign Add(Func<Campaign, Campaign>? change, params Func<Ad, Ad>[] ads)
    {
        var number = Campaigns.Count + 1;
        var plain = new Campaign
        {
            Id = $"c{number}",
            Number = new(number),
            AdvertiserId = "acme",
            Advertiser = new(1),
            Name = $"Campaign {number}",
            Budget = new() { Total = new(1000 * NanosPerUnit), Currency = CurrencyCode.Usd },
            Flight = new() { Start = Noon - Duration.FromDays(10) },
            Pricing = new() { Model = PricingModel.Cpm, Cpm = new(5 * NanosPerUnit) },
        };
        var campaign = change?.Invoke(plain) ?? plain;
        Campaigns.Add(campaign);
        foreach (var changeAd in ads)
        {
            var adNumber = Ads.Count + 1;
            Ads.Add(changeAd(new()
            {
                Id = $"a{adNumber}",
                Number = new(adNumber),
                CampaignId = campaign.Id,
                Campaign = campaign.Number,
                Name = $"Ad {adNumber}",
                LandingUrl = "https://acme.example/",
                Adomain = ["acme.example"],
                Banner = new() { Sizes = [new(300, 250)], ImageUrl = "https://cdn.acme.example/a.png" },
            }));
        }

        Fund(campaign.Number, new(1000 * NanosPerUnit));
        return campaign;
    }

    public void Fund(CampaignNumber campaign, Money amount, int bids = int.MaxValue) =>
        Live.Get(campaign).Lease = new(new(new WindowId(1, campaign.Value), BudgetDay.At(Noon, DateTimeZone.Utc), amount, bids, TimeSpan.FromSeconds(1)), LeaseEnd, 8);

    public CatalogSnapshot Build() => SnapshotBuilder.Build(Advertisers, Campaigns, Ads, [Exchange], Rates, 1);

    /// <summary>Fills the request against a snapshot and decides it.</summary>
    public BidDecision Decide(CatalogSnapshot? snapshot = null)
    {
        Prepare(snapshot);
        var draws = new DrawSource(Seed);
        new BidEngine(Options).Decide(Request, Live, new(Now, 0, SinceArrival), History, ref draws, Decision);
        return Decision;
    }

    public Explanation Explain(CatalogSnapshot? snapshot = null)
    {
        Prepare(snapshot);
        return new BidExplainer(Options).Explain(Request, Live, new(Now, 0, SinceArrival), History);
    }

    /// <summary>The first imp's outcome.</summary>
    public NoBidReason Outcome() => Decide().Imp(0).Reason;

    public static ImpFeatures Banner(BidFeatures request, int width = 300, int height = 250)
    {
        var imp = request.AddImp($"imp{request.ImpCount + 1}");
        imp.Banner.Offered = true;
        imp.Banner.Sizes.Add(new(width, height));
        return imp;
    }

    public static TargetingSpec Only(TargetingDimension dimension, params string[] values) => List(dimension, new() { Include = values });

    public static TargetingSpec Without(TargetingDimension dimension, params string[] values) => List(dimension, new() { Exclude = values });

    private static TargetingSpec List(TargetingDimension dimension, ListRule rule) =>
        new() { Lists = new Dictionary<TargetingDimension, ListRule> { [dimension] = rule } };

    private UserHistory History => Shown is null ? default : UserHistory.Of(Shown);

    private void Prepare(CatalogSnapshot? snapshot)
    {
        snapshot ??= Build();
        Request.Begin(snapshot, snapshot.FindExchange(Exchange.Id)!);
        Request.UserAllowed = true;
        Request.UserKey = 7;
        Fill(Request);
    }
}
