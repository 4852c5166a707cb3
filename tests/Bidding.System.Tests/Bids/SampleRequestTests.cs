using System.Net;
using System.Text;
using System.Text.Json;

namespace Bidding.SystemTests.Bids;

/// <summary>Requests of real exchanges, against a real node over HTTP.</summary>
public sealed class SampleRequestTests : IDisposable
{
    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [SkippableFact]
    public async Task Bid_OnEverySample_IsAcceptedOrRefusedAsItShould()
    {
        var valid = RepositoryFiles.SharedOrSkip("openrtb", "samples-valid.jsonl");
        var invalid = RepositoryFiles.SharedOrSkip("openrtb", "samples-invalid.jsonl");
        await using var node = await DemoNode.StartAsync(_data.Path);
        foreach (var (source, body) in Read(valid))
        {
            var status = await StatusAsync(node, body);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.NoContent, $"{source}: {status}");
        }

        foreach (var (source, body) in Read(invalid))
        {
            Assert.True(await StatusAsync(node, body) == HttpStatusCode.BadRequest, source);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(DemoNode node, string body)
    {
        using var answer = await node.PostAsync("/openrtb2/demo/bid", body);
        return answer.StatusCode;
    }

    private static IEnumerable<(string Source, string Body)> Read(string file)
    {
        foreach (var line in File.ReadLines(file, Encoding.UTF8))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            yield return (root.GetProperty("source").GetString()!, root.TryGetProperty("request", out var request) ? request.GetRawText() : root.GetProperty("body").GetString()!);
        }
    }
}
