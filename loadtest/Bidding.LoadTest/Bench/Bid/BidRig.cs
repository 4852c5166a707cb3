using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Core.Tokens;
using Bidding.Gateway;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Snapshots;
using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Requests;
using Bidding.OpenRtb;
using Bidding.Simulator.Decisions;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Bidding.LoadTest.Bench.Bid;

/// <summary>A node's bid path without its server: the load test's catalog and requests, every campaign with money. One thread.</summary>
internal sealed class BidRig : ISnapshotSource, IUserProfiles, IPublicAddress
{
    private const int Seed = 1;
    private readonly BidPath _path;

    public BidRig(int campaigns, int requests)
    {
        var catalog = new LoadCatalog(campaigns, campaigns * 3, Seed, SystemClock.Instance.GetCurrentInstant());
        // The number that a catalog gives a resource when it is stored.
        var exchange = LoadCatalog.Exchange with { Number = new(1), Version = 1 };
        Current = SnapshotBuilder.Build(
            [.. LoadCatalog.MakeAdvertisers()],
            [.. catalog.MakeCampaigns().Select(campaign => campaign with { Version = 1 })],
            [.. catalog.MakeAds().Select(ad => ad with { Version = 1 })],
            [exchange], new ExchangeRates(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio>()), 1);
        var tokens = new BidTokenCodec(new TokenKeyRing(new TokenKey(1, new byte[TokenKey.SecretSizeMin])));
        _path = new BidPath(
            this, new FeatureExtractor(new UserKeyHash(new byte[32]), Options.Create(new GatewayOptions())), this, new BidEngine(new AuctionOptions()),
            SyntheticLive.For(Current, Seed), new AnswerWriter(tokens, new GatewayIncarnation(), this), new Random(Seed), TimeProvider.System, Options.Create(new GatewayOptions()), NullLogger<BidPath>.Instance);
        var maker = new LoadRequestMaker(Seed);
        Protobuf = new byte[requests][];
        Json = new byte[requests][];
        for (var i = 0; i < requests; i++)
        {
            var request = maker.Next();
            Protobuf[i] = request.ToByteArray();
            Json[i] = OpenRtbJson.WriteBytes(request);
        }
    }

    public CatalogSnapshot Current { get; }
    public string Url => "https://bid.example";
    public byte[][] Protobuf { get; }
    public byte[][] Json { get; }

    public BidPath Path => _path;

    public ValueTask<ShownImpression[]?> ReadAsync(ulong user) => new([]);

    public void Shown(ulong user, ShownImpression impression)
    {
    }
}
