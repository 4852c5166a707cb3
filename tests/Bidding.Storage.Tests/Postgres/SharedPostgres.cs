using Bidding.LoadTest.Nodes;
using Bidding.Storage.Postgres;

namespace Bidding.Storage.Tests.Postgres;

/// <summary>One server for all tests that do not harm it, each with a database of its own. Ends with the process.</summary>
internal static class SharedPostgres
{
    private const string Template = "migrated";
    private static readonly string[] PairTemplates = ["first_of_two", "second_of_two"];
    private static readonly Lazy<LocalPostgres> Server = new(StartWithTemplate);
    private static int _databases;

    /// <summary>Skips the running test where PostgreSQL is not installed.</summary>
    public static LocalPostgres Start(params string[] settings)
    {
        var programs = LocalPostgres.FindPrograms();
        Skip.If(programs is null, LocalPostgres.Needed);
        return LocalPostgres.Start(programs, null, settings);
    }

    /// <summary>A new database without anything in it.</summary>
    public static PostgresDatabase Empty()
    {
        Skip.If(LocalPostgres.FindPrograms() is null, LocalPostgres.Needed);
        return Create(null);
    }

    /// <summary>A new database with the schema of this program, a ledger of its own.</summary>
    public static PostgresDatabase Migrated()
    {
        Skip.If(LocalPostgres.FindPrograms() is null, LocalPostgres.Needed);
        return Create(Template);
    }

    /// <summary>Two new databases that one ledger is laid out over. Every pair is a copy of the same ledger.</summary>
    public static IReadOnlyList<PostgresDatabase> MigratedPair()
    {
        Skip.If(LocalPostgres.FindPrograms() is null, LocalPostgres.Needed);
        return [.. PairTemplates.Select(Create)];
    }

    private static PostgresDatabase Create(string? template) =>
        PostgresDatabase.Parse(Server.Value.CreateDatabase($"test{Interlocked.Increment(ref _databases)}", template));

    private static LocalPostgres StartWithTemplate()
    {
        // Each open store keeps a few connections.
        var server = Start("max_connections=400");
        var database = PostgresDatabase.Parse(server.CreateDatabase(Template));
        PostgresSchema.Migrate(new(database, [database]));
        PostgresDatabase[] pair = [.. PairTemplates.Select(name => PostgresDatabase.Parse(server.CreateDatabase(name)))];
        PostgresSchema.Migrate(new(pair[0], pair));
        return server;
    }
}
