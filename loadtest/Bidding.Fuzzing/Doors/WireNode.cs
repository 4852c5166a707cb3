using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bidding.Fuzzing.Runs;

namespace Bidding.Fuzzing.Doors;

/// <summary>A node as its callers see it, and what must hold of every answer, whatever was asked. Any thread.</summary>
public sealed partial class WireNode : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _client;
    private readonly Uri _http;
    private readonly Uri _grpc;

    /// <param name="http">Where it answers HTTP/1.1.</param>
    /// <param name="grpc">Where it answers HTTP/2 without TLS.</param>
    /// <param name="exchange">An exchange that it knows.</param>
    public WireNode(Uri http, Uri grpc, string exchange)
    {
        (_http, _grpc, Exchange) = (http, grpc, exchange);
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, UseProxy = false }) { Timeout = Deadline };
    }

    public string Exchange { get; }

    public void Dispose() => _client.Dispose();

    /// <exception cref="FindingException">The answer admits a fault of the server, or shows its inside.</exception>
    public async Task<WireAnswer> SendAsync(string method, string path, byte[]? body, IEnumerable<(string Name, string Value)> headers, bool http2 = false)
    {
        var root = (http2 ? _grpc : _http).GetLeftPart(UriPartial.Authority);
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(root + path, AsWritten))
        {
            Version = http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body is null ? null : new ByteArrayContent(body),
        };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await _client.SendAsync(request);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        var found = new WireAnswer((int)answer.StatusCode, bytes, HeaderOf(answer, "grpc-status"), answer.Content.Headers.ContentEncoding.Contains("gzip"), HeaderOf(answer, "location"), HeaderOf(answer, "grpc-message"));
        Require(found);
        return found;
    }

    private static void Require(WireAnswer answer)
    {
        var text = answer.IsPacked ? "" : Encoding.UTF8.GetString(answer.Body);
        if (answer.Status >= 500 && (answer.Status != 503 || text.Length == 0 || text.Contains("could not serve", StringComparison.Ordinal)))
        {
            throw new FindingException(FindingKind.ServerError, $"the node answers {answer.Status}: {text}");
        }

        if (StackTrace().IsMatch(text))
        {
            throw new FindingException(FindingKind.Wrong, $"an answer shows a stack trace: {text}");
        }
    }

    private static string HeaderOf(HttpResponseMessage answer, string name) =>
        answer.TrailingHeaders.TryGetValues(name, out var values) || answer.Headers.TryGetValues(name, out values) ? values.First() : "";

    [GeneratedRegex(@"\n\s+at \w+(\.\w+)+|\bSystem\.\w+(\.\w+)*Exception")]
    private static partial Regex StackTrace();
}

/// <param name="GrpcStatus">Empty: none was sent.</param>
public sealed record WireAnswer(int Status, byte[] Body, string GrpcStatus, bool IsPacked, string Location, string GrpcMessage);
