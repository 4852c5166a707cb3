using System.Net;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Scripts;

public sealed class MakeSecretsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task MakeSecrets_TwiceInAFolder_MakesKeysThatANodeTakesAndKeepsThem()
    {
        using var folder = new TempFolder();
        var secrets = folder.File("secrets");
        await RunAsync(secrets);
        var first = Directory.GetFiles(secrets).Order(StringComparer.Ordinal).ToDictionary(file => file, File.ReadAllText);
        await RunAsync(secrets);

        Assert.Equal(["admin-key", "grafana-password", "postgres-password", "storage", "token-1.key", "user.key"], first.Keys.Select(Path.GetFileName));
        Assert.All(first, file => Assert.Equal(file.Value, File.ReadAllText(file.Key)));
        Assert.Equal(64, first[Path.Combine(secrets, "token-1.key")].Length);
        Assert.NotEqual(first[Path.Combine(secrets, "token-1.key")], first[Path.Combine(secrets, "user.key")]);
        Assert.Contains($"Password={first[Path.Combine(secrets, "postgres-password")]}", first[Path.Combine(secrets, "storage")], StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(secrets));

        var settings = folder.File("settings.json");
        await File.WriteAllTextAsync(settings, $$"""{ "Keys": { "Folder": "{{secrets}}" }, "Network": { "Address": "0.0.0.0" }, "Security": { "AdminKeyFile": "{{Path.Combine(secrets, "admin-key")}}" } }""");
        await using var node = await NodeProcess.StartAsync(folder.File("data"), "--config", settings);
        Assert.DoesNotContain("LOCAL DEVELOPMENT MODE", node.Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, await ScrapeAsync(node.HttpAddress, null));
        Assert.Equal(HttpStatusCode.OK, await ScrapeAsync(node.HttpAddress, first[Path.Combine(secrets, "admin-key")]));
        await Eventually.TrueAsync(async () => await HealthAsync(new(node.HttpAddress, "/health/ready")) == 0, Deadline, () => "the node is not ready");
        Assert.Equal(0, await node.StopAsync());
        Assert.Equal(3, await HealthAsync(new(node.HttpAddress, "/health/ready")));
    }

    /// <summary>As Prometheus does it.</summary>
    private static async Task<HttpStatusCode> ScrapeAsync(Uri address, string? key)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "/metrics"));
        request.Headers.Authorization = key is null ? null : new("Bearer", key);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task RunAsync(string folder)
    {
        await using var run = ServerProcess.Start(RepositoryFiles.At("deploy", "make-secrets"), [folder]);
        Assert.True(await run.WaitForExitAsync(Deadline) == 0, run.Output);
    }

    private static async Task<int> HealthAsync(Uri url)
    {
        await using var run = ServerProcess.Start("dotnet", [BuiltExecutables.Node, "health", "--url", url.ToString()]);
        return await run.WaitForExitAsync(Deadline);
    }
}
