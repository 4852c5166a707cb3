using System.Text.Json;
using Bidding.LoadTest.Nodes;

namespace Bidding.SystemTests.Processes;

/// <summary>Where a test's nodes keep their state: files of a folder, or a PostgreSQL server of the test's own. Disposing deletes both.</summary>
internal sealed class NodeStorage : IDisposable
{
    private static readonly TimeSpan MigrationDeadline = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new();

    private NodeStorage(LocalPostgres? postgres) => Postgres = postgres;

    public string DataFolder => _folder.Path;

    /// <summary>Null: the storage is embedded.</summary>
    public LocalPostgres? Postgres { get; }

    /// <summary>What every verb is told of it beside the data folder.</summary>
    public string[] Arguments { get; private init; } = [];

    public static NodeStorage Embedded() => new(null);

    /// <summary>An empty database; skips the running test where PostgreSQL is not installed.</summary>
    public static NodeStorage EmptyPostgres()
    {
        var programs = LocalPostgres.FindPrograms();
        Skip.If(programs is null, LocalPostgres.Needed);
        var postgres = LocalPostgres.Start(programs, null);
        var settings = Path.Combine(Directory.CreateTempSubdirectory("bidding-settings-").FullName, "settings.json");
        File.WriteAllText(settings, JsonSerializer.Serialize(new { Storage = new { Provider = "postgres", ConnectionString = postgres.CreateDatabase("bidding") } }));
        return new(postgres) { Arguments = ["--config", settings] };
    }

    /// <summary><c>sqlite</c> or <c>postgres</c>, ready for a node to start on.</summary>
    public static async Task<NodeStorage> OpenAsync(string provider)
    {
        if (provider == "sqlite") return Embedded();
        var storage = EmptyPostgres();
        var (code, output) = await storage.RunAsync("migrate");
        Assert.True(code == 0, output);
        return storage;
    }

    /// <summary>Runs a verb of the node's executable with this storage.</summary>
    public async Task<(int Code, string Output)> RunAsync(params string[] verb)
    {
        await using var process = ServerProcess.Start("dotnet", [BuiltExecutables.Node, .. verb, .. Arguments]);
        return (await process.WaitForExitAsync(MigrationDeadline), process.Output);
    }

    public void Dispose()
    {
        Postgres?.Dispose();
        _folder.Dispose();
        if (Arguments is [_, var settings]) Directory.Delete(Path.GetDirectoryName(settings)!, recursive: true);
    }
}
