using Bidding.Gateway;
using Bidding.Gateway.Access;
using Bidding.Gateway.Health;
using Bidding.Gateway.Snapshots;
using Bidding.Node.Demo;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Web;
using Prometheus;

namespace Bidding.Node.Hosting;

/// <summary>Puts a node together: settings, storage, silo, gateway, endpoints.</summary>
internal static class NodeHost
{
    public static WebApplication Build(NodeSettings settings)
    {
        // The catalog's file is read while all else is put together. Whoever is a member of a cluster may find its catalog elsewhere.
        var preview = CatalogPreview.Start(() => SqliteCatalogReader.Open(new DataFolder(settings.DataFolder).CatalogFile));
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddNodeConfiguration(settings);
        builder.AddQuietLogs();
        var clock = new BootClock();
        var access = SecuritySetup.Read(builder.Configuration, clock);
        builder.Services.AddSingleton(access);
        builder.AddListeners(settings, access);

        // Only here are the real clock and real chance named; everything else takes them from outside.
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(_ => new Random());
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<NodeAddresses>();
        builder.Services.AddSingleton<IPublicAddress>(services => services.GetRequiredService<NodeAddresses>());
        builder.AddStorage(settings);
        var cluster = ClusterOptions.Read(builder.Configuration);
        builder.AddSilo(settings);
        builder.Services.AddNodeHealth();
        if (cluster.Role != NodeRole.Silo)
        {
            builder.AddGateway(settings, cluster);
        }

        if (StorageChoice.Read(builder.Configuration).IsEmbedded && cluster.IsAlone)
        {
            builder.Services.AddSingleton(preview);
        }

        if (settings.Demo is { } demo)
        {
            builder.Services.AddSingleton(demo);
            builder.Services.AddSingleton<DemoLoader>();
            builder.Services.AddSingleton<IReadiness>(services => services.GetRequiredService<DemoLoader>());
            builder.Services.AddHostedService(services => services.GetRequiredService<DemoLoader>());
        }

        // Orleans' own meters through the adapter would double the price of a grain call.
        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressMeters = true, SuppressEventCounters = true });
        RuntimeInstruments.Register();

        // Exemplars would tie a sample to a trace, and there are no traces.
        Metrics.DefaultFactory.ExemplarBehavior = ExemplarBehavior.NoExemplars();

        var app = builder.Build();
        if (cluster.Role == NodeRole.Silo)
        {
            app.MapSilo();
        }
        else
        {
            app.MapBiddingGateway();
            app.MapGroup("").WithMetadata(Door.Public).MapConsole();
        }

        app.MapMetrics().WithMetadata(Door.Metrics);
        return app;
    }
}
