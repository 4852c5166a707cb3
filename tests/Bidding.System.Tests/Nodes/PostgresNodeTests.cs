using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Nodes;

/// <summary>A node and its verbs on PostgreSQL, as an operator meets them.</summary>
public sealed class PostgresNodeTests
{
    private const int BadArguments = 2;
    private const int Unreachable = 3;
    private static readonly TimeSpan RefusalDeadline = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task Node_SchemaMissing_EndsAndNamesTheVerbThatMakesIt()
    {
        using var storage = NodeStorage.EmptyPostgres();
        await using (var node = NodeProcess.Launch(storage.DataFolder, storage.Arguments))
        {
            Assert.Equal(1, await node.WaitForExitAsync(RefusalDeadline));
            Assert.Contains("./bidding migrate", node.Output, StringComparison.Ordinal);
        }

        var (first, made) = await storage.RunAsync("migrate");
        var (second, nothing) = await storage.RunAsync("migrate");
        Assert.Equal((0, 0), (first, second));
        Assert.Contains("ledger 0001_streams_and_entries", made, StringComparison.Ordinal);
        Assert.Contains("up to date", nothing, StringComparison.Ordinal);

        await using (var node = await NodeProcess.StartAsync(storage.DataFolder, [.. storage.Arguments, "--demo", "--demo-campaigns", "3"]))
        {
            Assert.Contains("storage: catalog in the database bidding", node.Output, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(storage.DataFolder, "*.db"));
            Assert.Equal(0, await node.StopAsync());
        }

        var (verified, report) = await storage.RunAsync("ledger", "verify");
        Assert.True(verified == 0, report);
        var (retained, months) = await storage.RunAsync("ledger", "retain", "--keep", "400d");
        Assert.True(retained == 0, months);
        Assert.Contains("no month ended so long ago", months, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Storage": { "Provider": "oracle" } }""", "Storage:Provider", BadArguments)]
    [InlineData("""{ "Storage": { "Provider": "postgres" } }""", "Storage:ConnectionString", BadArguments)]
    [InlineData("""{ "Storage": { "ConnectionString": "Host=db1;Database=x" } }""", "Storage:Provider", BadArguments)]
    [InlineData("""{ "Storage": { "Provider": "postgres", "ConnectionString": "Host=db1;Database=x" }, "Ledger": { "ConnectionStrings": [ "nonsense" ] } }""", "Ledger:ConnectionStrings:0", BadArguments)]
    [InlineData("""{ "Storage": { "Provider": "postgres", "ConnectionStringFile": "/nowhere/at/all" } }""", "Storage:ConnectionStringFile", BadArguments)]
    [InlineData("""{ "Storage": { "Provider": "postgres", "ConnectionString": "Host=127.0.0.1;Port=1;Database=x;Password=tops3cret" } }""", "database x on 127.0.0.1:1", Unreachable)]
    public async Task AnyVerb_StorageItCannotUse_EndsAndNamesIt(string settings, string named, int expected)
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("settings.json"), settings);
        await using var node = NodeProcess.Launch(folder.File("data"), "--config", folder.File("settings.json"));
        await using var verify = ServerProcess.Start("dotnet", [BuiltExecutables.Node, "ledger", "verify", "--config", folder.File("settings.json")]);

        Assert.Equal(expected, await node.WaitForExitAsync(RefusalDeadline));
        Assert.Equal(expected, await verify.WaitForExitAsync(RefusalDeadline));
        Assert.Contains(named, node.Output, StringComparison.Ordinal);
        Assert.Contains(named, verify.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("tops3cret", node.Output + verify.Output, StringComparison.Ordinal);
    }
}
