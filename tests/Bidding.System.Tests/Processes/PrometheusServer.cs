using System.Text.Json;

namespace Bidding.SystemTests.Processes;

/// <summary>
/// A real Prometheus (the distribution's package) with the configuration and the alert rules of <c>deploy/prometheus</c>, scraping
/// one node every second, on a free port and in a temporary folder. Disposing kills it and deletes what it stored.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;
    private readonly TempFolder _folder;
    private readonly HttpClient _http;

    private PrometheusServer(ServerProcess process, TempFolder folder, int port)
    {
        _process = process;
        _folder = folder;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Starts it; where Prometheus is not installed, skips the running test, which must be a <c>SkippableFact</c>.</summary>
    /// <param name="target">What to scrape, <c>host:port</c>; its path is <c>/metrics</c>.</param>
    public static async Task<PrometheusServer> StartOrSkipAsync(string target)
    {
        var program = ServerProcess.Find("prometheus");
        Skip.If(program is null, "needs prometheus: sudo apt-get install -y --no-install-recommends prometheus");

        var folder = new TempFolder();
        var port = FreePorts.Next();
        var process = ServerProcess.Start(
            program!,
            [
                $"--config.file={WriteConfiguration(folder, target)}",
                $"--storage.tsdb.path={folder.File("tsdb")}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=warn",
            ],
            folder.Path);
        var server = new PrometheusServer(process, folder, port);
        try
        {
            await process.WaitUntilAnswersAsync(server._http, "/-/ready", StartDeadline);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The series that a PromQL expression yields now. Fails with Prometheus's own message when the expression is refused.</summary>
    public async Task<IReadOnlyList<JsonElement>> QueryAsync(string expression)
    {
        using var response = await _http.GetAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = document.RootElement;
        Assert.True(
            root.GetProperty("status").GetString() == "success",
            $"{expression}\n{(root.TryGetProperty("error", out var error) ? error.GetString() : response.ReasonPhrase)}");
        return [.. root.GetProperty("data").GetProperty("result").EnumerateArray().Select(series => series.Clone())];
    }

    /// <summary>Waits until an expression yields at least one series.</summary>
    public Task WaitForDataAsync(string expression, TimeSpan deadline) =>
        Eventually.TrueAsync(async () => (await QueryAsync(expression)).Count > 0, deadline, () => $"data for {expression}");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    private static string WriteConfiguration(TempFolder folder, string target)
    {
        const string TargetInDeploy = "localhost:8080", IntervalInDeploy = "scrape_interval: 5s";
        var configuration = File.ReadAllText(RepositoryFiles.At("deploy", "prometheus", "prometheus.yml"));
        Assert.Contains(TargetInDeploy, configuration, StringComparison.Ordinal);
        Assert.Contains(IntervalInDeploy, configuration, StringComparison.Ordinal);

        File.Copy(RepositoryFiles.At("deploy", "prometheus", "alerts.yml"), folder.File("alerts.yml"));
        File.WriteAllText(
            folder.File("prometheus.yml"),
            configuration
                .Replace(TargetInDeploy, target, StringComparison.Ordinal)
                .Replace(IntervalInDeploy, "scrape_interval: 1s", StringComparison.Ordinal));
        return folder.File("prometheus.yml");
    }
}
