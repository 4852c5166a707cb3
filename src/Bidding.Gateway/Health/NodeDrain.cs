using Bidding.Gateway.Grpc;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Health;

/// <summary>
/// The orderly end of a node: first it says that it is not ready and answers on, so that callers move away; then its listeners close and streams end; only then do leases go
/// back and grains move. Any thread.
/// </summary>
internal sealed class NodeDrain(IOptions<DrainOptions> options, TimeProvider time) : IHostedLifecycleService, IReadiness, IDisposable
{
    private readonly CancellationTokenSource _streamsEnd = new();
    private volatile bool _isLeaving;
    private ITimer? _timer;

    public string Name => "drain";

    public string Missing => _isLeaving ? "the node is stopping" : "";

    /// <summary>The requests of a stream, which are cut off when the node ends.</summary>
    public DrainedStream<T> Cut<T>(IAsyncStreamReader<T> requests) => new(requests, _streamsEnd.Token);

    /// <summary>Before each request: a caller on HTTP/1.1 is told to use another connection next. On HTTP/2 the server says so itself when it stops listening.</summary>
    public Task SendAwayAsync(HttpContext context, RequestDelegate next)
    {
        if (_isLeaving && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }

    /// <summary>Before anything else is stopped.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        var announced = Task.Delay(TimeSpan.FromMilliseconds(options.Value.AnnounceMs), time, cancellationToken);
        await announced.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _timer = time.CreateTimer(static self => ((NodeDrain)self!)._streamsEnd.Cancel(), this, TimeSpan.FromMilliseconds(options.Value.StreamsMs), Timeout.InfiniteTimeSpan);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _timer?.Dispose();
        _streamsEnd.Dispose();
    }
}
