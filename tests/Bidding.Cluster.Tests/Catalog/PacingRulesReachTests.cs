using System.Diagnostics;
using System.Text;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Gateway.Snapshots;
using Bidding.Grains.Catalog;
using Bidding.Storage.Sqlite.Catalog;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.TestingHost;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>Three silos with a gateway's snapshot each: how soon a change of a rule, answered by one, is what all bid by.</summary>
public sealed class PacingRulesReachTests : IAsyncLifetime
{
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly TempFolder _folder = new();
    private readonly List<SnapshotKeeper> _keepers = [];
    private SqliteCatalogStore? _store;
    private InProcessTestCluster? _cluster;

    public async Task InitializeAsync()
    {
        _store = SqliteCatalogStore.Open(_folder.File("catalog.db"), TimeProvider.System);
        var builder = new InProcessTestClusterBuilder(3);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ICatalogStore>(_store);
            silo.Services.AddSingleton<ICampaignNotifier>(new NotedCampaigns());
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddCatalog();
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        foreach (var silo in _cluster.Silos)
        {
            var grains = silo.ServiceProvider.GetRequiredService<IGrainFactory>();
            var keeper = new SnapshotKeeper(grains, new CatalogDirectory(), new KeyRing(), new LiveCampaigns(), ExchangeRates.None, TimeProvider.System, NullLogger<SnapshotKeeper>.Instance);
            _keepers.Add(keeper);
            await keeper.StartAsync(CancellationToken.None);
        }

        await Eventually.TrueAsync(() => _keepers.All(keeper => keeper.Missing.Length == 0), Deadline, "the catalog was not read");
    }

    public async Task DisposeAsync()
    {
        foreach (var keeper in _keepers)
        {
            await keeper.StopAsync(CancellationToken.None);
            keeper.Dispose();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _store?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Update_AnsweredByOneSilo_IsBidByOnAllWithinTwoSeconds()
    {
        await WriteAsync(ResourceKind.Advertiser, CatalogVerb.Create, """{"id":"acme","name":"A"}""");
        await WriteAsync(
            ResourceKind.Campaign, CatalogVerb.Create,
            """{"id":"spring","advertiser_id":"acme","name":"C","budget":{"currency":"USD","daily":"1"},"flight":{"start":"2026-01-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"1"} }""");
        var longest = TimeSpan.Zero;
        for (var change = 1; change <= 5; change++)
        {
            await WriteAsync(ResourceKind.Pacing, CatalogVerb.Update, $$$"""{"bid_multiplier":{"max":"0.{{{change}}}"}}""");
            var written = Stopwatch.GetTimestamp();
            var wanted = Ratio.FromDecimal(change / 10m);
            await Eventually.TrueAsync(() => _keepers.All(keeper => MaxOf(keeper) == wanted), Deadline, "not every gateway has the rule");
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(written).Ticks));
        }

        Assert.True(longest < Promised, $"it took {longest.TotalMilliseconds:0} ms");
    }

    private static Ratio? MaxOf(SnapshotKeeper keeper) =>
        keeper.Current.CurrentCampaigns.SingleOrDefault(campaign => campaign.Definition.Id == "spring")?.Definition.PacingRules.BidMultiplier?.Max;

    private async Task WriteAsync(ResourceKind kind, CatalogVerb verb, string json)
    {
        var catalog = _cluster!.Silos[0].ServiceProvider.GetRequiredService<IGrainFactory>().GetGrain<ICatalogGrain>(0);
        var reply = await catalog.Write(new CatalogCommand(kind, verb, kind == ResourceKind.Pacing ? "spring" : "", Encoding.UTF8.GetBytes(json), [], 0, false, ""));
        Assert.Empty(reply.Errors);
    }
}
