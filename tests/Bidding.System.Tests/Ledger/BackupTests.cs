using System.Collections.Concurrent;
using System.Text.Json;
using Bidding.LoadTest.Nodes;
using Bidding.SystemTests.Crashes;
using Bidding.SystemTests.Processes;
using Npgsql;

namespace Bidding.SystemTests.Ledger;

/// <summary>A backup taken while notices arrive holds every one that was acknowledged before it began, and its books balance.</summary>
public sealed class BackupTests
{
    private const int AcknowledgedBefore = 100;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task EmbeddedStorage_BackedUpUnderWritesAndRestored_HoldsWhatWasAcknowledged()
    {
        using var storage = NodeStorage.Embedded();
        using var folder = new TempFolder();
        var backup = folder.File("backup");
        var before = await UnderWritesAsync(storage, async () =>
        {
            var (code, output) = await RunAsync("backup", "--data", storage.DataFolder, "--to", backup);
            Assert.True(code == 0, output);
        });

        Assert.Equal(1, (await RunAsync("backup", "--data", storage.DataFolder, "--to", backup)).Code);
        Assert.Equal(1, (await RunAsync("restore", "--data", storage.DataFolder, "--from", backup)).Code);
        var restored = folder.File("restored");
        var (done, text) = await RunAsync("restore", "--data", restored, "--from", backup);
        Assert.True(done == 0, text);
        await AssertHoldsAsync(before, "--data", restored);
        Assert.Equal(File.ReadAllText(Path.Combine(storage.DataFolder, "keys", "token-1.key")), File.ReadAllText(Path.Combine(restored, "keys", "token-1.key")));

        await using var again = await NodeProcess.StartAsync(restored);
        Assert.Equal(0, await again.StopAsync());
    }

    [SkippableFact]
    public async Task Postgres_DumpedUnderWritesAndRestored_HoldsWhatWasAcknowledged()
    {
        using var storage = await NodeStorage.OpenAsync("postgres");
        using var folder = new TempFolder();
        var dump = folder.File("bidding.dump");
        var server = new NpgsqlConnectionStringBuilder(storage.Postgres!.ConnectionString("bidding"));
        string[] where = ["--host", server.Host!, "--port", $"{server.Port}", "--username", server.Username!];
        var before = await UnderWritesAsync(storage, () => RequireAsync("pg_dump", [.. where, "--format=custom", $"--file={dump}", "bidding"]));

        var connection = storage.Postgres.CreateDatabase("restored");
        await RequireAsync("pg_restore", [.. where, "--exit-on-error", "--dbname=restored", dump]);
        var settings = folder.File("restored.json");
        await File.WriteAllTextAsync(settings, JsonSerializer.Serialize(new { Storage = new { Provider = "postgres", ConnectionString = connection } }));
        await AssertHoldsAsync(before, "--config", settings);

        await using var again = await NodeProcess.StartAsync(folder.File("data"), "--config", settings);
        Assert.Equal(0, await again.StopAsync());
    }

    /// <summary>What was acknowledged before the backup began; notices go on during it.</summary>
    private static async Task<List<Bidden>> UnderWritesAsync(NodeStorage storage, Func<Task> backup)
    {
        await using var node = await NodeProcess.StartAsync(storage.DataFolder, ["--demo", "--demo-campaigns", "4", "--demo-seconds", "86400", .. storage.Arguments]);
        var acknowledged = new ConcurrentQueue<Bidden>();
        using var stop = new CancellationTokenSource(Deadline);
        var sending = SendAsync(node.Http, acknowledged, stop.Token);
        await Eventually.TrueAsync(() => acknowledged.Count >= AcknowledgedBefore, Deadline, "enough is acknowledged");
        List<Bidden> before = [.. acknowledged];
        await backup();
        Assert.True(acknowledged.Count > before.Count, "nothing was written during the backup");
        await stop.CancelAsync();
        await sending;
        Assert.Equal(0, await node.StopAsync());
        return before;
    }

    private static async Task SendAsync(HttpClient node, ConcurrentQueue<Bidden> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await Bidden.AskAsync(node) is not { } bid) continue;
            using var answer = await node.GetAsync(new Uri(bid.BillingPath, UriKind.Relative), CancellationToken.None);
            if (answer.IsSuccessStatusCode) acknowledged.Enqueue(bid);
        }
    }

    private static async Task AssertHoldsAsync(List<Bidden> before, params string[] where)
    {
        var (code, output) = await RunAsync(["ledger", "verify", "--json", .. where]);
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(output.Split('\n').First(line => line.StartsWith('{')));
        var posted = json.RootElement.GetProperty("campaigns").EnumerateArray().ToDictionary(
            campaign => campaign.GetProperty("campaign").GetString()!,
            campaign => decimal.Parse(campaign.GetProperty("posted").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(before.GroupBy(bid => bid.Campaign), campaign => Assert.True(posted[campaign.Key] >= campaign.Sum(bid => bid.Owed), campaign.Key));
    }

    private static async Task RequireAsync(string program, string[] arguments)
    {
        await using var run = ServerProcess.Start(Path.Combine(LocalPostgres.FindPrograms()!, program), arguments);
        Assert.True(await run.WaitForExitAsync(Deadline) == 0, run.Output);
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] verb)
    {
        await using var process = ServerProcess.Start("dotnet", [BuiltExecutables.Node, .. verb]);
        return (await process.WaitForExitAsync(Deadline), process.Output);
    }
}
