using Bidding.Gateway.Health;
using Bidding.Gateway.Management;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Bidding.Gateway;

/// <summary>Registers the gateway and maps its endpoints. The host supplies clock, keys, rates and public address.</summary>
public static class GatewaySetup
{
    public static IServiceCollection AddBiddingGateway(this IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = GatewayLimits.MessageBytesMax;
            grpc.EnableDetailedErrors = false;
        });
        services.AddGrpcReflection();
        services.AddManagement();
        services.AddSingleton<ReadinessCheck>();
        services.AddHealthChecks().AddCheck<ReadinessCheck>("node", tags: [ReadinessCheck.Tag]);
        services.AddGrpcHealthChecks();
        services.Configure<HealthCheckPublisherOptions>(publisher => publisher.Period = GatewayLimits.HealthPeriod);
        return services;
    }

    public static void MapBiddingGateway(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcReflectionService();
        endpoints.MapManagement();
        endpoints.MapGrpcHealthChecksService();
        // Live: the process answers. Ready: it would answer bids and could book notices.
        endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadinessCheck.Tag), ResponseWriter = HealthText.Write });
    }
}
