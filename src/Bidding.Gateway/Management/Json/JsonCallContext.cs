using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Management.Json;

/// <summary>The context of a gRPC method that was called as JSON over HTTP.</summary>
internal sealed class JsonCallContext(HttpContext http) : ServerCallContext
{
    private readonly Metadata _trailers = [];

    // Where the framework looks for the request of a call that is not its own.
    protected override IDictionary<object, object> UserStateCore { get; } = new Dictionary<object, object> { ["__HttpContext"] = http };

    protected override string MethodCore => http.Request.Path;

    protected override string HostCore => http.Request.Host.Value ?? "";

    protected override string PeerCore => http.Connection.RemoteIpAddress?.ToString() ?? "";

    protected override DateTime DeadlineCore => DateTime.MaxValue;

    protected override Metadata RequestHeadersCore { get; } = HeadersOf(http.Request);

    protected override CancellationToken CancellationTokenCore => http.RequestAborted;

    protected override Metadata ResponseTrailersCore => _trailers;

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new("", []);

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("A call over HTTP has no context to propagate.");

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;

    private static Metadata HeadersOf(HttpRequest request)
    {
        var headers = new Metadata();
        foreach (var (name, values) in request.Headers)
        {
            if (!name.StartsWith(':') && !name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase))
            {
                headers.Add(name.ToLowerInvariant(), values.ToString());
            }
        }

        return headers;
    }
}
