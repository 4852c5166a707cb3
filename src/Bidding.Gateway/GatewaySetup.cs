using Bidding.Contracts;
using Bidding.Core.Attribution;
using Bidding.Core.Auction;
using Bidding.Core.Tokens;
using Bidding.Gateway.Access;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.Gateway.Conversions;
using Bidding.Gateway.Explain;
using Bidding.Gateway.Grpc;
using Bidding.Gateway.Health;
using Bidding.Gateway.Http;
using Bidding.Gateway.Leases;
using Bidding.Gateway.Management;
using Bidding.Gateway.Notices;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Rehearsal;
using Bidding.Gateway.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway;

/// <summary>
/// Registers the gateway and maps its endpoints. The host supplies <see cref="TimeProvider"/>, <see cref="Random"/>, <see cref="TokenKeyRing"/>,
/// <see cref="UserKeyHash"/>, <see cref="AccessSettings"/>, exchange rates, the ledger's reader and <see cref="IPublicAddress"/>.
/// </summary>
public static class GatewaySetup
{
    public static IServiceCollection AddBiddingGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        AddBidPath(services);
        AddNotices(services);
        AddHosted<SnapshotKeeper>(services);
        AddHosted<BidRehearsal>(services);
        AddHosted<LeaseKeeper>(services);
        AddHosted<ProfileCache>(services);
        services.AddSingleton<CampaignLookup>(provider => number => provider.GetRequiredService<IGrainFactory>().GetGrain<ICampaignGrain>(number));
        services.AddSingleton<LeaseDeskLookup>(provider => shard => provider.GetRequiredService<IGrainFactory>().GetGrain<ILeaseDeskGrain>(shard));
        services.AddSingleton<ISnapshotSource>(provider => provider.GetRequiredService<SnapshotKeeper>());
        services.AddSingleton<IUserProfiles>(provider => provider.GetRequiredService<ProfileCache>());
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<SnapshotKeeper>());
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<BidRehearsal>());

        services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = GatewayLimits.BodyBytesMax);
        services.AddGrpcReflection();
        services.AddManagement();
        services.AddGrpcHealthChecks();
        return services;
    }

    /// <summary>Health and the orderly end, which every node has, whether it is a gateway or not. To be called after everything that must outlive the last request.</summary>
    public static IServiceCollection AddNodeHealth(this IServiceCollection services)
    {
        services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<AccessControl>();
        AddHosted<LedgerProbe>(services);
        AddHosted<NodeDrain>(services);
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<LedgerProbe>());
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<NodeDrain>());
        services.AddSingleton<ReadinessCheck>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>("node", tags: [ReadinessCheck.Tag]);
        services.Configure<HealthCheckPublisherOptions>(publisher => (publisher.Period, publisher.Delay) = (GatewayLimits.HealthPeriod, TimeSpan.Zero));
        return services;
    }

    public static void MapBiddingGateway(this WebApplication app)
    {
        app.UseMiddleware<FaultBoundary>();
        var drain = app.Services.GetRequiredService<NodeDrain>();
        app.Use(next => context => drain.SendAwayAsync(context, next));
        // Bids first, then notices, and without routing: it would cost them as much as their answer does.
        var notices = app.Services.GetRequiredService<NoticeIntake>();
        var bids = app.Services.GetRequiredService<BidEndpoint>();
        app.UseMiddleware<UnaryBids>();
        app.Use(next => context => bids.TryAsync(context, next));
        app.Use(next => context => NoticeEndpoints.TryAsync(context, notices, next));
        app.UseRouting();
        app.UseDoorkeeper();
        app.MapGrpcService<BidderService>();
        app.MapGrpcService<NoticesService>();
        app.MapGrpcReflectionService();
        app.MapManagement();
        app.MapGrpcHealthChecksService();
        bids.Map(app);
        app.Services.GetRequiredService<ConversionEndpoint>().Map(app);
        app.Services.GetRequiredService<ExplainEndpoint>().Map(app);
        NoticeEndpoints.Map(app);
        ClickEndpoint.Map(app);
        app.MapNodeHealth();
    }

    /// <summary>For a silo that is no gateway. It holds no catalog, so of keys it knows only those of its settings.</summary>
    public static void MapSilo(this WebApplication app)
    {
        app.UseRouting();
        app.UseDoorkeeper();
        app.MapNodeHealth();
    }

    private static void MapNodeHealth(this WebApplication app)
    {
        // Live: the process answers. Ready: it would answer bids and could book notices.
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).WithMetadata(Door.Public);
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadinessCheck.Tag), ResponseWriter = HealthText.Write }).WithMetadata(Door.Public);
    }

    private static void AddBidPath(IServiceCollection services)
    {
        services.AddSingleton<GatewayIncarnation>();
        services.AddSingleton<CatalogDirectory>();
        services.AddSingleton<LiveCampaigns>();
        services.AddSingleton<FeatureExtractor>();
        services.AddSingleton<AnswerWriter>();
        services.AddSingleton<BidTokenCodec>(provider => new(provider.GetRequiredService<TokenKeyRing>()));
        services.AddSingleton<ClickIdCodec>(provider => new(provider.GetRequiredService<TokenKeyRing>()));
        services.AddSingleton(provider => new AuctionOptions { AnswerTime = TimeSpan.FromMilliseconds(provider.GetRequiredService<IOptions<GatewayOptions>>().Value.AnswerTimeMs) });
        services.AddSingleton<BidEngine>();
        services.AddSingleton<BidExplainer>();
        services.AddSingleton<ExplainPath>();
        services.AddSingleton<ExplainEndpoint>();
        services.AddSingleton<BidPath>();
        services.AddSingleton<BidEndpoint>();
    }

    private static void AddNotices(IServiceCollection services)
    {
        services.AddSingleton<NoticeReader>();
        services.AddSingleton<NoticeGatherer>();
        services.AddSingleton<NoticeIntake>();
        services.AddSingleton<ConversionIntake>();
        services.AddSingleton<ConversionEndpoint>();
    }

    /// <summary>One object that others use and the host starts and stops.</summary>
    private static void AddHosted<T>(IServiceCollection services)
        where T : class, Microsoft.Extensions.Hosting.IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
