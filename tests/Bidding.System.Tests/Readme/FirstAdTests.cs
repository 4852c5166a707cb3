using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Readme;

/// <summary>The README's first five minutes, step by step, with the very files it names.</summary>
public sealed class FirstAdTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private static readonly string FirstAd = RepositoryFiles.At("docs", "examples", "first-ad.yaml");
    private static readonly string FirstRequest = RepositoryFiles.At("docs", "examples", "first-request.json");

    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task FirstAd_AppliedToAFreshNode_IsBidForTheFirstRequest()
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        Assert.Equal((0, ""), Problem(await RunVerbAsync(node, "campaign", "apply", "-f", FirstAd)));

        using var bid = await WaitForBidAsync(node);
        var first = bid.RootElement.GetProperty("seatbid")[0].GetProperty("bid")[0];
        Assert.Equal("request-1", bid.RootElement.GetProperty("id").GetString());
        Assert.Equal("acme.example", first.GetProperty("adomain")[0].GetString());
        Assert.InRange(first.GetProperty("price").GetDecimal(), 0.5m, 8m);
    }

    [Theory]
    [InlineData("explain", "--request", "FILE")]
    [InlineData("campaign", "show", "acme-spring")]
    [InlineData("ledger", "show", "--campaign", "acme-spring")]
    public async Task FirstAd_Applied_CanBeAskedAbout(params string[] verb)
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        Assert.Equal((0, ""), Problem(await RunVerbAsync(node, "campaign", "apply", "-f", FirstAd)));

        string[] arguments = [.. verb.Select(argument => argument == "FILE" ? FirstRequest : argument)];
        var (exitCode, output) = verb[0] == "ledger"
            ? await RunAsync([.. arguments, "--data", _data.Path])
            : await RunVerbAsync(node, arguments);
        Assert.Equal((0, ""), Problem((exitCode, output)));
        Assert.Contains("acme-spring", output, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Output) Problem((int ExitCode, string Output) result) =>
        result.ExitCode == 0 ? (0, "") : result;

    private static Task<(int ExitCode, string Output)> RunVerbAsync(NodeProcess node, params string[] arguments) =>
        RunAsync([.. arguments, "--node", node.GrpcAddress.ToString()]);

    private static async Task<(int ExitCode, string Output)> RunAsync(string[] arguments)
    {
        await using var verb = ServerProcess.Start("dotnet", [BuiltExecutables.Node, .. arguments]);
        return (await verb.WaitForExitAsync(Deadline), verb.Output);
    }

    private static async Task<JsonDocument> WaitForBidAsync(NodeProcess node)
    {
        var request = await File.ReadAllTextAsync(FirstRequest);
        JsonDocument? answer = null;
        var status = HttpStatusCode.NoContent;
        await Eventually.TrueAsync(
            async () =>
            {
                using var content = new StringContent(request, Encoding.UTF8, "application/json");
                using var response = await node.Http.PostAsync("/openrtb2/local/bid", content);
                status = response.StatusCode;
                answer = status == HttpStatusCode.OK ? JsonDocument.Parse(await response.Content.ReadAsStringAsync()) : null;
                return answer is not null;
            },
            Deadline,
            () => string.Create(CultureInfo.InvariantCulture, $"a bid for the first request; the last answer was {(int)status}"));
        return answer!;
    }
}
