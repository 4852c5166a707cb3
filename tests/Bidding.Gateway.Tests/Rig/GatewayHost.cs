using Bidding.Core.Auction;
using Bidding.Gateway;
using Bidding.Gateway.Access;
using Bidding.Gateway.Conversions;
using Bidding.Gateway.Explain;
using Bidding.Gateway.Grpc;
using Bidding.Gateway.Health;
using Bidding.Gateway.Http;
using Bidding.Gateway.Notices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.GatewayTests.Rig;

/// <summary>A <see cref="BidRig"/> behind the real server: HTTP/1.1 on one loopback port, HTTP/2 with the unary bid call on another. No cluster.</summary>
internal sealed class GatewayHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    public GatewayHost(AccessSettings? access = null, Action<GatewayOptions>? configure = null)
    {
        Rig = new(options =>
        {
            options.NoticeGatherMs = 0;
            configure?.Invoke(options);
        });
        Access = new(access ?? AccessSettings.Open, Keys, TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = GatewayLimits.BodyBytesMax;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var explain = new ExplainEndpoint(new ExplainPath(Rig, Rig.Extractor, Rig, new BidExplainer(new AuctionOptions()), Rig.Live, Rig.Time));
        var gatherer = new NoticeGatherer(Campaigns.Find, Rig.Options, TimeProvider.System, NullLogger<NoticeGatherer>.Instance);
        var intake = new NoticeIntake(new NoticeReader(Rig.Tokens, Rig.Directory, Rig.Rates, Rig.Time), gatherer, Rig);
        builder.Services.AddSingleton(intake).AddSingleton(Rig.Directory).AddSingleton(Rig.Clicks).AddSingleton(Rig.Path).AddSingleton(Rig.Options).AddSingleton(Access).AddSingleton(TimeProvider.System).AddSingleton<NodeDrain>();
        builder.Services.AddGrpc();
        _app = builder.Build();
        _app.UseMiddleware<FaultBoundary>();
        _app.UseMiddleware<UnaryBids>();
        // As in the product: notices before routing, which takes what these leave.
        _app.Use(next => context => NoticeEndpoints.TryAsync(context, intake, next));
        _app.UseRouting();
        _app.UseDoorkeeper();
        _app.MapGrpcService<BidderService>();
        new BidEndpoint(Rig.Path, explain, Access).Map(_app);
        explain.Map(_app);
        new ConversionEndpoint(new ConversionIntake(Rig.Clicks, Rig.Directory, Rig.Rates, intake, Rig.Time)).Map(_app);
        NoticeEndpoints.Map(_app);
        ClickEndpoint.Map(_app);
    }

    public BidRig Rig { get; }

    public KeyRing Keys { get; } = new();

    public AccessControl Access { get; }

    public FakeCampaigns Campaigns { get; } = new();

    public Uri HttpAddress => new(_app.Urls.First());

    public Uri GrpcAddress => new(_app.Urls.Last());

    public Task StartAsync() => _app.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
