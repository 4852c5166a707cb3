using System.Collections.Concurrent;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Grains.Campaigns;
using Bidding.Grains.Optimization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Storage;
using Orleans.TestingHost;

namespace Bidding.Cluster.Tests.Campaigns;

/// <summary>One silo on a ledger in memory, with escrow's times shortened so that a test can see them pass. Each test takes a campaign of its own.</summary>
public sealed class CampaignCluster : IAsyncLifetime
{
    private const int SecondAds = 1_000_000;
    private static readonly MemoryLedger Store = new();
    private static readonly TestGrainStorage State = new();
    private static readonly TestDirectory Catalog = new();
    private static int _numbers;
    private readonly TestCluster _cluster;
    private long _bids;

    public CampaignCluster()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
        _cluster = builder.Build();
    }

    public static TimeSpan Deadline { get; } = TimeSpan.FromSeconds(30);

    internal MemoryLedger Ledger => Store;
    internal TestGrainStorage GrainState => State;
    public IGrainFactory Grains => _cluster.GrainFactory;
    public IServiceProvider Services => _cluster.Client.ServiceProvider;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>A running campaign without pacing: 1.00 of media, 2.00 of billing under cost plus unless changed.</summary>
    public CampaignNumber NewCampaign(Func<Campaign, Campaign>? change = null)
    {
        var number = new CampaignNumber(Interlocked.Increment(ref _numbers));
        var campaign = new Campaign
        {
            Id = $"campaign-{number.Value}",
            Number = number,
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = "Test",
            Budget = new() { Currency = CurrencyCode.Usd, Total = Units(2m), MediaTotal = Units(1m) },
            Flight = new() { Start = Instant.FromUtc(2020, 1, 1, 0, 0) },
            Pricing = new() { Model = PricingModel.DynamicCpm },
            Pacing = new() { Strategy = PacingStrategy.Asap },
        };
        Catalog.Put(change?.Invoke(campaign) ?? campaign, [new(AdOf(number), Status.Active)]);
        return number;
    }

    /// <summary>A portfolio with a total budget.</summary>
    public Portfolio NewPortfolio(decimal total)
    {
        var number = new PortfolioNumber(Interlocked.Increment(ref _numbers));
        var portfolio = new Portfolio
        {
            Id = $"portfolio-{number.Value}",
            Number = number,
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = "Test",
            Budget = new() { Currency = CurrencyCode.Usd, Total = Units(total) },
        };
        Catalog.Put(portfolio);
        return portfolio;
    }

    /// <summary>The budget of a portfolio changes, as an operator's edit.</summary>
    public async Task<Portfolio> EditAsync(Portfolio portfolio, decimal total)
    {
        var edited = portfolio with { Version = portfolio.Version + 1, Budget = portfolio.Budget with { Total = Units(total) } };
        Catalog.Put(edited);
        await Grains.GetGrain<IPortfolioGrain>(portfolio.Number.Value).CatalogChanged(1);
        return edited;
    }

    public void Edit(CampaignNumber number, Func<Campaign, Campaign> change)
    {
        var before = Catalog.Get(number);
        Catalog.Put(change(before.Campaign) with { Version = before.Campaign.Version + 1 }, before.Ads);
    }

    public ICampaignGrain Grain(CampaignNumber number) => Grains.GetGrain<ICampaignGrain>(number.Value);

    /// <summary>A second ad, which the campaign gets with its next version.</summary>
    public AdNumber AddAd(CampaignNumber number)
    {
        var before = Catalog.Get(number);
        var ad = new AdNumber(number.Value + SecondAds);
        Catalog.Put(before.Campaign with { Version = before.Campaign.Version + 1 }, [.. before.Ads, new(ad, Status.Active)]);
        return ad;
    }

    public static AdNumber AdOf(CampaignNumber number) => new(number.Value);

    /// <summary>Ends all idle activations gracefully.</summary>
    public Task DeactivateAsync() => Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    /// <summary>Ends them without letting them hand over, as a crash does.</summary>
    public async Task CrashAsync()
    {
        Store.Refuses = append => append.Entries.Any(e => e.Kind == EntryKind.Handover);
        await DeactivateAsync();
        Store.Refuses = _ => false;
    }

    public static LeaseRequest Ask(CampaignNumber number, decimal largestBid = 0.01m, params WindowReport[] reports) => new()
    {
        Campaign = number,
        Gateway = 1,
        WantsLease = true,
        Placed = Money.Zero,
        Refused = Units(0.1m),
        LargestBid = Units(largestBid),
        Opportunities = 10,
        Reports = reports,
    };

    public BidToken Bid(CampaignNumber number, LeaseGrant grant, decimal price) => new()
    {
        Bid = new(4_711, Interlocked.Increment(ref _bids)),
        Campaign = number,
        Ad = AdOf(number),
        Exchange = TestDirectory.Exchange,
        Window = grant.Window,
        Day = grant.Day,
        Reserve = Units(price),
        BidPrice = CpmPrice.FromPerImpression(Units(price)),
        BidCurrency = CurrencyCode.Usd,
        Rate = Ratio.One,
        IssuedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        UserAllowed = true,
        CampaignVersion = 1,
    };

    public static Notice Notice(NoticeKind kind, BidToken token, decimal? price = null) => new()
    {
        Kind = kind,
        Token = token,
        AcceptedAtMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
        PriceState = price is null ? PriceState.Missing : PriceState.Given,
        ClearingPrice = CpmPrice.FromPerImpression(Units(price ?? 0)),
    };

    public static Money Units(decimal units) => Money.FromDecimal(units);

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.Services.AddSingleton(TimeProvider.System);
            siloBuilder.Services.AddSingleton<ILedgerStore>(Store);
            siloBuilder.Services.AddSingleton<ICampaignDirectory>(Catalog);
            siloBuilder.Services.AddKeyedSingleton<IGrainStorage>(PacingStore.StorageName, State);
            siloBuilder.Services.AddSingleton<IPortfolioDirectory>(Catalog);
            siloBuilder.Services.AddCampaignGrains();
            siloBuilder.Services.AddBudgetOptimizer();
            siloBuilder.Services.Configure<OptimizerOptions>(options => options.IntervalMs = 100);
            siloBuilder.Services.Configure<CampaignOptions>(options =>
            {
                options.LedgerRetryMs = 20;
                options.MarkWaitMs = 600;
                options.DeskDeadlineMs = 1_000;
                options.ConsiderEveryMs = 100;
                options.CatalogPollMs = 600_000;
                options.PacingSaveMs = options.PacingSaveSoonMs = 100;
                options.Escrow = new EscrowSettings
                {
                    Authority = TimeSpan.FromSeconds(3),
                    AuthorityRenewal = TimeSpan.FromSeconds(1),
                    WindowMax = TimeSpan.FromMilliseconds(500),
                    Tmax = TimeSpan.FromMilliseconds(100),
                    Slack = TimeSpan.FromMilliseconds(300),
                };
            });
        }
    }

    private sealed class TestDirectory : ICampaignDirectory, IPortfolioDirectory
    {
        public static readonly ExchangeNumber Exchange = new(1);
        private readonly ConcurrentDictionary<CampaignNumber, CampaignDefinition> _campaigns = new();
        private readonly ConcurrentDictionary<PortfolioNumber, Portfolio> _portfolios = new();

        public TimeSpan LongestNoticeWindow => TimeSpan.FromSeconds(1);

        public void Put(Campaign campaign, IReadOnlyList<DefinedAd> ads) => _campaigns[campaign.Number] = new(campaign, ads);

        public void Put(Portfolio portfolio) => _portfolios[portfolio.Number] = portfolio;

        public ValueTask<Portfolio?> FindAsync(PortfolioNumber portfolio, long atLeastVersion, CancellationToken cancel) =>
            ValueTask.FromResult(_portfolios.GetValueOrDefault(portfolio));

        public CampaignDefinition Get(CampaignNumber number) => _campaigns[number];

        public ValueTask<CampaignDefinition?> FindAsync(CampaignNumber campaign, long atLeastVersion, CancellationToken cancel) =>
            ValueTask.FromResult(_campaigns.GetValueOrDefault(campaign));

        public ValueTask<CampaignNumber?> FindCampaignOfAsync(AdNumber ad, CancellationToken cancel) => ValueTask.FromResult<CampaignNumber?>(new(ad.Value % SecondAds));

        public ExchangeTerms ExchangeTermsOf(ExchangeNumber exchange) => new(BillableEvent.Billing, TimeSpan.FromSeconds(1), Ratio.FromDecimal(0.000001m));
    }
}

[CollectionDefinition(Name)]
public sealed class CampaignClusterCollection : ICollectionFixture<CampaignCluster>
{
    public const string Name = "campaigns in a silo";
}
