using System.Net;
using System.Text;
using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Access;

/// <summary>Keys as an operator meets them: real nodes, and verbs in processes of their own.</summary>
public sealed class KeyedNodeTests : IDisposable
{
    private const int Failed = 1;
    private const int BadArguments = 2;
    private const string AdminKey = "an-admin-key-of-more-than-thirty-two-characters";
    private const string KeyVariable = "BIDDING_API_KEY";
    private const string Request = """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}]}""";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verbs_WithTheKeyInTheEnvironment_MakeAnExchangesKeyThatItBidsWith()
    {
        await using var node = await NodeProcess.StartAsync(_folder.File("data"), "--config", Settings(new { Security = new { AdminKey } }));
        Assert.DoesNotContain("LOCAL DEVELOPMENT MODE", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(AdminKey, node.Output, StringComparison.Ordinal);
        var file = _folder.File("north.yaml");
        await File.WriteAllTextAsync(file, "kind: exchange\nid: north\nname: North\ndefault_seat: s\n");

        var refused = await RunAsync(node, "", "exchange", "apply", "-f", file);
        Assert.Equal(Failed, refused.Code);
        Assert.Contains("Unauthenticated", refused.Output, StringComparison.Ordinal);
        var applied = await RunAsync(node, AdminKey, "exchange", "apply", "-f", file);
        Assert.True(applied.Code == 0, applied.Output);
        var made = await RunAsync(node, AdminKey, "key", "create", "--id", "north-1", "--name", "North", "--role", "exchange", "--exchange", "north");
        Assert.True(made.Code == 0, made.Output);
        var key = made.Output.Split('\n').Single(line => line.StartsWith("north-1.", StringComparison.Ordinal)).Trim();

        await Eventually.TrueAsync(async () => await BidAsync(node, key) == HttpStatusCode.NoContent, Deadline, () => "the key opens nothing");
        Assert.Equal(HttpStatusCode.Unauthorized, await BidAsync(node, null));
    }

    [Fact]
    public async Task Node_ForOthersWithoutKeys_EndsAndNamesTheSetting()
    {
        await using var node = NodeProcess.Launch(_folder.File("data"), "--config", Settings(new { Network = new { Address = "0.0.0.0" } }));
        Assert.Equal(BadArguments, await node.WaitForExitAsync(Deadline));
        Assert.Contains("Network:Address", node.Output, StringComparison.Ordinal);
        Assert.Contains("Security:AdminKeyFile", node.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", node.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_WithKeysInItsCatalogAndNoSecuritySettings_EndsAndNamesThem()
    {
        await using (var local = await NodeProcess.StartAsync(_folder.File("data")))
        {
            Assert.Contains("LOCAL DEVELOPMENT MODE", local.Output, StringComparison.Ordinal);
            using var key = new StringContent("""{"name":"Ann","role":"viewer"}""", Encoding.UTF8, "application/json");
            using var made = await local.Http.PostAsync(new Uri("/v1/keys", UriKind.Relative), key);
            Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync());
            Assert.Equal(0, await local.StopAsync());
        }

        await using var forgetful = NodeProcess.Launch(_folder.File("data"));
        Assert.Equal(BadArguments, await forgetful.WaitForExitAsync(Deadline));
        Assert.Contains("Security:AdminKeyFile", forgetful.Output, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> BidAsync(NodeProcess node, string? key)
    {
        using var bid = new HttpRequestMessage(HttpMethod.Post, "/openrtb2/north/bid") { Content = new StringContent(Request, Encoding.UTF8, "application/json") };
        if (key is not null)
        {
            bid.Headers.Add("x-api-key", key);
        }

        using var answer = await node.Http.SendAsync(bid);
        return answer.StatusCode;
    }

    /// <param name="key">In the environment of the verb.</param>
    private static async Task<(int Code, string Output)> RunAsync(NodeProcess node, string key, params string[] verb)
    {
        await using var process = ServerProcess.Start(
            "dotnet", [BuiltExecutables.Node, .. verb, "--node", node.GrpcAddress.ToString()], environment: new Dictionary<string, string> { [KeyVariable] = key });
        return (await process.WaitForExitAsync(Deadline), process.Output);
    }

    private string Settings(object settings)
    {
        var file = _folder.File("settings.json");
        File.WriteAllText(file, JsonSerializer.Serialize(settings));
        return file;
    }
}
