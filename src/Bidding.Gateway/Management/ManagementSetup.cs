using Bidding.Gateway.Management.Json;
using Bidding.Gateway.Management.Portfolios;
using Bidding.Gateway.Management.Reports;
using Bidding.Protocol.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Bidding.Gateway.Management;

/// <summary>The management API: the catalog and live figures over gRPC, and the same as JSON under <c>/v1</c>.</summary>
public static class ManagementSetup
{
    /// <summary>Needs gRPC and a grain factory in the container.</summary>
    public static IServiceCollection AddManagement(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CampaignsService>();
        services.AddSingleton<ExchangesService>();
        services.AddSingleton<ReportsService>();
        services.AddSingleton<PacingPreviews>();
        services.AddSingleton<PacingService>();
        services.AddSingleton<PortfoliosService>();
        services.AddSingleton<KeysService>();
        services.AddSingleton<AuditService>();
        return services;
    }

    public static void MapManagement(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<CampaignsService>();
        endpoints.MapGrpcService<ExchangesService>();
        endpoints.MapGrpcService<ReportsService>();
        endpoints.MapGrpcService<PacingService>();
        endpoints.MapGrpcService<PortfoliosService>();
        endpoints.MapGrpcService<KeysService>();
        endpoints.MapGrpcService<AuditService>();
        endpoints.MapJson<CampaignsService>(Campaigns.Descriptor);
        endpoints.MapJson<ExchangesService>(Exchanges.Descriptor);
        endpoints.MapJson<PacingService>(Bidding.Protocol.V1.Pacing.Descriptor);
        endpoints.MapJson<PortfoliosService>(Bidding.Protocol.V1.Portfolios.Descriptor);
        endpoints.MapJson<KeysService>(Keys.Descriptor);
        endpoints.MapJson<AuditService>(Audit.Descriptor);
        endpoints.MapJson<ReportsService>(Bidding.Protocol.V1.Reports.Descriptor);
    }
}
