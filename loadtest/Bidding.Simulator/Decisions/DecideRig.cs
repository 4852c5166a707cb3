using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using NodaTime;

namespace Bidding.Simulator.Decisions;

/// <summary>A synthetic catalog, its live parts and requests to decide. One thread.</summary>
public sealed class DecideRig
{
    private const int RequestCount = 4096;

    /// <summary>On the requests' own clock: one thread's part of a node at full load.</summary>
    private static readonly Duration BetweenRequests = Duration.FromMilliseconds(0.1);

    private readonly BidEngine _engine = new(new AuctionOptions());
    private readonly BidFeatures _features = new();
    private readonly CatalogSnapshot _snapshot;
    private readonly CompiledExchange _exchange;
    private readonly SyntheticRequest[] _requests;
    private DrawSource _draws = new(1);
    private int _next = -1;
    private Instant _now = SyntheticCatalog.Now;

    /// <param name="inOrder">Ads lie in the order of what they are worth now; otherwise of what they were worth before anything was learned, as after a start.</param>
    public DecideRig(int campaigns, bool inOrder = true)
    {
        _snapshot = new SyntheticCatalog(campaigns, seed: 42).Build();
        Live = SyntheticLive.For(_snapshot, seed: 43);
        if (inOrder)
        {
            var builder = new SyntheticCatalog(campaigns, seed: 42).NewBuilder(out _);
            builder.Live = Live;
            _snapshot = builder.Next(2);
        }

        Live.Prepare(_snapshot);
        _exchange = _snapshot.FindExchange("ex")!;
        var random = new Random(44);
        _requests = [.. Enumerable.Range(0, RequestCount).Select(_ => new SyntheticRequest(random, campaigns))];
    }

    public LiveCampaigns Live { get; }
    public BidDecision Decision { get; } = new();

    /// <summary>Looks up the values of the next request.</summary>
    public void Fill()
    {
        _next = (_next + 1) % RequestCount;
        _now += BetweenRequests;
        _features.Begin(_snapshot, _exchange);
        _requests[_next].Fill(_features);
    }

    /// <summary>Decides the request that was filled last.</summary>
    public void Decide() =>
        _engine.Decide(_features, Live, new(_now, 0, TimeSpan.Zero), UserHistory.Of(_requests[_next].Shown), ref _draws, Decision);
}
