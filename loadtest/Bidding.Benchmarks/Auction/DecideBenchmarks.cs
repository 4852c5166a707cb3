using BenchmarkDotNet.Attributes;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Benchmarks;

/// <summary>
/// One decision, features included, against catalogs of two sizes: the time must follow the candidates, not the catalog, and nothing may be allocated.
/// <c>bidding bench --filter *Decide* --inProcess</c>.
/// </summary>
[MemoryDiagnoser]
public class DecideBenchmarks
{
    private const int RequestCount = 64;
    private const long LeaseEnd = long.MaxValue;

    private readonly BidEngine _engine = new(new AuctionOptions());
    private readonly LiveCampaigns _live = new();
    private readonly BidFeatures _features = new();
    private readonly BidDecision _decision = new();
    private readonly Random _random = new(7);
    private CatalogSnapshot _snapshot = CatalogSnapshot.Empty;
    private CompiledExchange _exchange = CompiledExchange.None;
    private SyntheticRequest[] _requests = [];
    private DrawSource _draws = new(1);
    private int _next;

    [Params(10_000, 100_000)]
    public int Campaigns { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _snapshot = new SyntheticCatalog(Campaigns, seed: 42).Build();
        _exchange = _snapshot.FindExchange("ex")!;
        foreach (var campaign in _snapshot.Campaigns)
        {
            _live.Get(campaign.Number).Lease = new(
                new(new(1, 1), BudgetDay.At(SyntheticCatalog.Now, DateTimeZone.Utc), new(long.MaxValue / 2), int.MaxValue, TimeSpan.FromHours(1)), LeaseEnd, 1);
        }

        _requests = [.. Enumerable.Range(0, RequestCount).Select(_ => SyntheticRequest.Draw(_random))];
        for (var i = 0; i < RequestCount; i++)
        {
            Decide();
        }
    }

    /// <summary>Features and decision.</summary>
    [Benchmark]
    public int Decide()
    {
        Fill();
        _engine.Decide(_features, _live, new(SyntheticCatalog.Now, 0, TimeSpan.Zero), UserHistory.Of([]), ref _draws, _decision);
        return _decision.BidCount;
    }

    /// <summary>The part of it that looks the request's values up.</summary>
    [Benchmark]
    public int Features()
    {
        Fill();
        return _features.ImpCount;
    }

    private void Fill()
    {
        _features.Begin(_snapshot, _exchange);
        _features.UserAllowed = true;
        _features.UserKey = 1;
        _requests[_next++ % RequestCount].Fill(_features);
    }

    private sealed record SyntheticRequest(string Country, string Domain, string Category, string Publisher, int Device, string Language, string[] Segments, CpmPrice Floor)
    {
        public static SyntheticRequest Draw(Random random) => new(
            $"c{random.Next(60):00}",
            $"www.site{random.Next(5000)}.example",
            $"IAB{random.Next(1, 26)}-{random.Next(1, 10)}",
            $"pub{random.Next(2000)}",
            random.Next(2) == 0 ? 2 : 4,
            "en",
            [.. Enumerable.Range(0, 5).Select(_ => $"seg{random.Next(2000)}")],
            new(random.NextInt64(2_000_000_000)));

        public void Fill(BidFeatures request)
        {
            request.SetInventory(InventoryKind.Site);
            request.SetGeo(Country, "be", "berlin", "", "10115");
            request.SetDeviceType(Device);
            request.SetOs("Android", "14");
            request.AddValue(TargetingDimension.Language, Language);
            request.AddDomain(Domain);
            request.AddCategory(Category, 1);
            request.AddValue(TargetingDimension.Publisher, Publisher);
            request.AddKeywords("news,word17,weather");
            foreach (var segment in Segments)
            {
                request.AddSegment("dmp", segment);
            }

            request.BlockCategory("IAB25", 1);
            request.BlockCategory("IAB26", 1);
            request.BlockAdvertiser("brand7.example");
            var imp = request.AddImp("1");
            imp.Banner.Offered = true;
            imp.Banner.Sizes.Add(new(300, 250));
            imp.Banner.Sizes.Add(new(320, 50));
            imp.Floor = Floor;
        }
    }
}
