using System.Collections.Concurrent;
using System.CommandLine;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;
using Bidding.Gateway.Access;
using Bidding.Gateway.Management;
using Bidding.Grains.Catalog;
using Bidding.Node.Cli;
using Bidding.Storage.Sqlite.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Bidding.Cluster.Tests.Catalog;

/// <summary>A silo with a real catalog file, the management API on loopback ports, and the command line to use it. Campaigns are a double that notes what it is told.</summary>
public sealed class CatalogHost : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private SqliteCatalogStore? _store;
    private InProcessTestCluster? _cluster;
    private WebApplication? _app;
    private int _ids;

    public NotedCampaigns Campaigns { get; } = new();

    /// <summary>What campaigns say that they recorded, by number.</summary>
    public CampaignRecords Records { get; } = new();

    public ICatalogGrain Catalog => _cluster!.Client.GetGrain<ICatalogGrain>(0);

    public IGrainFactory Grains => _cluster!.Client;

    public KeyRing Keys { get; } = new();

    public HttpClient Http { get; } = new();

    public Uri GrpcAddress { get; private set; } = new("http://127.0.0.1");

    /// <summary>An id that no other test of this host uses.</summary>
    public string NewId(string start) => $"{start}-{Interlocked.Increment(ref _ids)}";

    public async Task InitializeAsync()
    {
        _store = SqliteCatalogStore.Open(_folder.File("catalog.db"), TimeProvider.System);
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<ICatalogStore>(_store);
            silo.Services.AddSingleton<ICampaignNotifier>(Campaigns);
            silo.Services.AddSingleton(TimeProvider.System);
            silo.Services.AddCatalog();
            silo.Services.AddSingleton(Records);
            // Only one class may stand for a campaign.
            silo.Services.Configure<GrainTypeOptions>(types =>
                types.Classes.RemoveWhere(type => typeof(ICampaignGrain).IsAssignableFrom(type) && type != typeof(RecordedCampaign)));
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync();
        await StartWebAsync();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _store?.Dispose();
        _folder.Dispose();
    }

    /// <summary>Runs the executable's command line in this process.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var parsed = RootCommandFactory.Create().Parse([.. args, "--node", GrpcAddress.ToString()]);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Writes a file and applies it.</summary>
    public async Task<(int Code, string Output, string Error)> ApplyAsync(string name, string text, params string[] more)
    {
        var file = _folder.File(name);
        await File.WriteAllTextAsync(file, text);
        return await RunAsync(["campaign", "apply", "-f", file, .. more]);
    }

    private async Task StartWebAsync()
    {
        var web = WebApplication.CreateSlimBuilder();
        web.Logging.ClearProviders();
        var ports = FreePorts.Next(2);
        web.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(ports[0], listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.ListenLocalhost(ports[1], listen => listen.Protocols = HttpProtocols.Http1);
        });
        web.Services.AddSingleton(Grains);
        web.Services.AddGrpc();
        web.Services.AddManagement();
        web.Services.AddSingleton(Keys).AddSingleton(new AccessControl(AccessSettings.Open, Keys, TimeProvider.System));
        _app = web.Build();
        _app.UseRouting();
        _app.UseDoorkeeper();
        _app.MapManagement();
        await _app.StartAsync();
        GrpcAddress = new Uri($"http://127.0.0.1:{ports[0]}");
        Http.BaseAddress = new Uri($"http://127.0.0.1:{ports[1]}");
    }
}

/// <summary>Notes which campaigns were told of which version of the catalog; fails while it is told to.</summary>
public sealed class NotedCampaigns : ICampaignNotifier
{
    private readonly ConcurrentDictionary<int, long> _told = new();

    private volatile bool _fails;

    public bool Fails
    {
        get => _fails;
        set => _fails = value;
    }

    /// <summary>The version a campaign was last told of; 0: never.</summary>
    public long ToldOf(int campaign) => _told.GetValueOrDefault(campaign);

    public Task CatalogChanged(int campaign, long catalogVersion)
    {
        if (Fails)
        {
            throw new TimeoutException("The ledger does not answer.");
        }

        _told[campaign] = catalogVersion;
        return Task.CompletedTask;
    }
}

/// <summary>What campaigns recorded, by number.</summary>
public sealed class CampaignRecords
{
    public ConcurrentDictionary<int, CampaignDelivery> All { get; } = new();
}

/// <summary>A campaign that only tells what it recorded.</summary>
public sealed class RecordedCampaign(CampaignRecords records) : Grain, ICampaignGrain
{
    public Task<CampaignDelivery> Delivery() => Task.FromResult(records.All.GetValueOrDefault((int)this.GetPrimaryKeyLong()) ?? new CampaignDelivery { TimeZone = "UTC" });

    public Task<LeaseReply> Lease(LeaseRequest request, CancellationToken asker) => throw new NotSupportedException();

    public Task<NoticeResult[]> Record(Notice[] notices) => throw new NotSupportedException();

    public Task CatalogChanged(long catalogVersion) => throw new NotSupportedException();

    public Task<CampaignFigures> Figures() => throw new NotSupportedException();

    public Task Allocate(AllocationShift shift) => throw new NotSupportedException();
}

[CollectionDefinition(Name)]
public sealed class CatalogCollection : ICollectionFixture<CatalogHost>
{
    public const string Name = "catalog";
}
