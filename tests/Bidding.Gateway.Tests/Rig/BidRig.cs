using Bidding.Core.Amounts;
using Bidding.Core.Attribution;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using Bidding.Core.Tokens;
using Bidding.Gateway;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Snapshots;
using Bidding.Protocol.OpenRtb;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NodaTime;

namespace Bidding.GatewayTests.Rig;

/// <summary>The whole bid path in memory: a catalog, leases with money, a clock that stands still. No cluster, no network.</summary>
internal sealed class BidRig : ISnapshotSource, IUserProfiles, IPublicAddress
{
    public static readonly DateTimeOffset Start = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly List<Campaign> _campaigns = [];
    private readonly List<Ad> _ads = [];
    private readonly List<Exchange> _exchanges = [];

    public BidRig(Action<GatewayOptions>? configure = null)
    {
        var options = new GatewayOptions();
        configure?.Invoke(options);
        Options = Microsoft.Extensions.Options.Options.Create(options);
        Keys = new TokenKeyRing(new TokenKey(1, new byte[32]));
        Tokens = new BidTokenCodec(Keys);
        Clicks = new ClickIdCodec(Keys);
        Hash = new UserKeyHash(new byte[32]);
        Extractor = new FeatureExtractor(Hash, Options);
        Path = new BidPath(
            this, Extractor, this, new BidEngine(new AuctionOptions()), Live, new AnswerWriter(Tokens, Incarnation, this), new Random(7), Time, Options, NullLogger<BidPath>.Instance);
        Exchange = AddExchange();
    }

    public FakeTimeProvider Time { get; } = new(Start);
    public IOptions<GatewayOptions> Options { get; }
    public TokenKeyRing Keys { get; }
    public BidTokenCodec Tokens { get; }
    public ClickIdCodec Clicks { get; }
    public UserKeyHash Hash { get; }
    public FeatureExtractor Extractor { get; }
    public LiveCampaigns Live { get; } = new();
    public GatewayIncarnation Incarnation { get; } = new();
    public BidPath Path { get; }
    public CatalogDirectory Directory { get; } = new();
    public Exchange Exchange { get; }
    public ExchangeRates Rates { get; } = new(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio> { [CurrencyCode.Eur] = Ratio.FromDecimal(0.5m) });

    public CatalogSnapshot Current { get; private set; } = CatalogSnapshot.Empty;

    /// <summary>What <see cref="ReadAsync"/> answers; null: not in time.</summary>
    public ShownImpression[]? Profile { get; set; } = [];

    /// <summary>Where it is set, profiles are answered when it completes, so that requests stay under way.</summary>
    public Task<ShownImpression[]?>? ProfileUnderWay { get; set; }

    public List<(ulong User, ShownImpression Impression)> ShownImpressions { get; } = [];

    public string Url { get; set; } = "https://bid.example";

    public Exchange AddExchange(string id = "x", Func<Exchange, Exchange>? change = null)
    {
        var exchange = new Exchange { Id = id, Number = new(_exchanges.Count + 1), Version = 1, Name = id, DefaultSeat = "seat-1" };
        _exchanges.Add(change?.Invoke(exchange) ?? exchange);
        Publish();
        return _exchanges[^1];
    }

    /// <summary>As on a node that has not read the catalog yet.</summary>
    public void ForgetCatalog() => Current = CatalogSnapshot.Empty;

    /// <summary>The rig's own exchange becomes another.</summary>
    public void Change(Func<Exchange, Exchange> change)
    {
        _exchanges[0] = change(_exchanges[0]);
        Publish();
    }

    /// <summary>A campaign with one ad and a lease of plenty.</summary>
    public (Campaign Campaign, Ad Ad) Add(Func<Ad, Ad> creative, Func<Campaign, Campaign>? change = null, decimal lease = 100m)
    {
        var number = _campaigns.Count + 1;
        var campaign = new Campaign
        {
            Id = $"c{number}",
            Number = new(number),
            Version = 3,
            AdvertiserId = "acme",
            Advertiser = new(1),
            Name = "Campaign",
            Budget = new() { Total = Money.FromDecimal(1000m), Currency = CurrencyCode.Usd },
            Flight = new() { Start = Instant.FromDateTimeOffset(Start) - Duration.FromDays(1) },
            Pricing = new() { Model = PricingModel.Cpm, Cpm = new(Money.FromDecimal(8m).Nanos) },
            Bidding = new() { Max = new(Money.FromDecimal(5m).Nanos) },
        };
        campaign = change?.Invoke(campaign) ?? campaign;
        var ad = creative(new Ad
        {
            Id = $"a{number}",
            Number = new(number),
            Version = 2,
            CampaignId = campaign.Id,
            Campaign = campaign.Number,
            Name = "Ad",
            LandingUrl = "https://acme.example/land?x=1",
            Adomain = ["acme.example"],
            Categories = ["IAB3"],
            Attributes = [1],
        });
        _campaigns.Add(campaign);
        _ads.Add(ad);
        Publish();
        if (lease > 0)
        {
            GiveLease(campaign.Number, lease);
        }

        return (campaign, ad);
    }

    public Lease GiveLease(CampaignNumber campaign, decimal amount)
    {
        var grant = new LeaseGrant(new WindowId(1, 1), new BudgetDay(20_000), Money.FromDecimal(amount), int.MaxValue, TimeSpan.FromHours(1));
        var lease = new Lease(grant, Time.GetTimestamp() + Time.TimestampFrequency * 3600, Current.ExchangeNumberMax);
        Live.Get(campaign).Lease = lease;
        return lease;
    }

    public async Task<BidResponse> BidAsync(BidRequest request, string exchange = "x")
    {
        var found = Path.FindExchange(exchange)!;
        Assert.Null(BidPath.Check(request, found));
        var answer = Path.Rent(AnswerFormat.Protobuf);
        await Path.AnswerAsync(request, found, Path.Arrive(), answer);
        var response = BidResponse.Parser.ParseFrom(answer.Message.Span);
        Path.Return(answer);
        return response;
    }

    /// <summary>The only bid of an answer that must have one.</summary>
    public async Task<BidResponse.Types.Bid> OnlyBidAsync(BidRequest request)
    {
        var response = await BidAsync(request);
        Assert.True(response.Seatbid.Count == 1, $"no bid, nbr {response.Nbr}");
        return Assert.Single(response.Seatbid[0].Bid);
    }

    /// <summary>The request as features, in this rig's catalog.</summary>
    public BidFeatures Extract(BidRequest request)
    {
        var features = new BidFeatures();
        features.Begin(Current, Current.FindExchange("x")!);
        Extractor.Extract(request, Exchange.Number, features);
        return features;
    }

    public BidToken Decode(string url, TokenKind kind)
    {
        var token = new Uri(url.Split('?')[0]).Segments[^1];
        Assert.True(Tokens.TryDecode(token, kind, Instant.FromDateTimeOffset(Time.GetUtcNow()), out var decoded, out var error), error.ToString());
        return decoded;
    }

    public ValueTask<ShownImpression[]?> ReadAsync(ulong userKey) => ProfileUnderWay is { } underWay ? new(underWay) : new(Profile);

    public void Shown(ulong userKey, ShownImpression impression) => ShownImpressions.Add((userKey, impression));

    private void Publish()
    {
        var advertiser = new Advertiser { Id = "acme", Number = new(1), Version = 1, Name = "Acme & Sons" };
        _exchanges.ForEach(Directory.Put);
        _campaigns.ForEach(Directory.Put);
        _ads.ForEach(Directory.Put);
        Current = SnapshotBuilder.Build([advertiser], _campaigns, _ads, _exchanges, Rates, 1);
    }
}
