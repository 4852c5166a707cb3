using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Health;
using NodaTime;

namespace Bidding.Node.Demo;

/// <summary>Puts the demo's resources into the catalog as a person would, through the catalog's grain. What is there already stays as it is, so a node started again goes on.</summary>
internal sealed class DemoLoader(IGrainFactory grains, DemoOptions options, TimeProvider time, ILogger<DemoLoader> log) : BackgroundService, IReadiness
{
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(10);
    private volatile string _missing = "is being loaded";

    public string Name => "demo";

    public string Missing => _missing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var resources = DemoCatalog.Make(options, Instant.FromDateTimeOffset(time.GetUtcNow()));
        try
        {
            foreach (var exchange in resources.Exchanges)
            {
                await CreateAsync(ResourceKind.Exchange, exchange.Id, CatalogJson.Write(exchange), stoppingToken);
            }

            foreach (var advertiser in resources.Advertisers)
            {
                await CreateAsync(ResourceKind.Advertiser, advertiser.Id, CatalogJson.Write(advertiser), stoppingToken);
            }

            foreach (var campaign in resources.Campaigns)
            {
                await CreateAsync(ResourceKind.Campaign, campaign.Id, CatalogJson.Write(campaign), stoppingToken);
            }

            foreach (var ad in resources.Ads)
            {
                await CreateAsync(ResourceKind.Ad, ad.Id, CatalogJson.Write(ad), stoppingToken);
            }

            _missing = "";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The node itself is well: readiness says what is missing, and a person can see why.
            _missing = $"could not be loaded: {e.Message}";
            log.LoadFailed(e);
        }
    }

    private async Task CreateAsync(ResourceKind kind, string id, byte[] body, CancellationToken cancel)
    {
        var command = new CatalogCommand(kind, CatalogVerb.Create, id, body, [], 0, ValidateOnly: false, IdempotencyKey: "");
        var reply = await grains.GetGrain<ICatalogGrain>(0).Write(command).WaitAsync(CallDeadline, time, cancel);
        if (reply.Outcome is not (CatalogOutcome.Done or CatalogOutcome.AlreadyExists))
        {
            var reasons = string.Join("; ", reply.Errors.Select(error => $"{error.Field} {error.Message}"));
            throw new InvalidOperationException($"{kind} {id} was not taken ({reply.Outcome}): {reasons}");
        }
    }
}

internal static partial class DemoLog
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The demo's catalog could not be loaded")]
    public static partial void LoadFailed(this ILogger log, Exception exception);
}
