using Bidding.Gateway;
using Prometheus;

namespace Bidding.Node.Hosting;

/// <summary>Puts a node together: settings, storage, silo, gateway, endpoints.</summary>
internal static class NodeHost
{
    public static WebApplication Build(NodeSettings settings)
    {
        Directory.CreateDirectory(settings.DataFolder);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddNodeConfiguration(settings);
        builder.AddQuietLogs();
        builder.AddListeners(settings);

        // Only here is the real clock named; everything else takes a TimeProvider.
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton<NodeAddresses>();
        builder.Services.AddSingleton<IPublicAddress>(services => services.GetRequiredService<NodeAddresses>());
        builder.AddSilo(settings);
        builder.AddGateway(settings);
        // Orleans' own meters through the adapter would double the price of a grain call.
        Metrics.SuppressDefaultMetrics(new SuppressDefaultMetricOptions { SuppressMeters = true, SuppressEventCounters = true });

        var app = builder.Build();
        app.MapBiddingGateway();
        app.MapMetrics();
        return app;
    }
}
