using Bidding.LoadTest.Nodes;
using Bidding.Storage.Postgres;

namespace Bidding.Storage.Tests.Postgres;

/// <summary>One server for all tests that do not harm it, each with a database of its own. Ends with the process.</summary>
internal static class SharedPostgres
{
    private const string Template = "migrated";
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
        return Create();
    }

    /// <summary>A new database with the schema of this program, a ledger of its own.</summary>
    public static PostgresDatabase Migrated()
    {
        Skip.If(LocalPostgres.FindPrograms() is null, LocalPostgres.Needed);
        return Create(Template);
    }

    private static PostgresDatabase Create(string? template = null) =>
        PostgresDatabase.Parse(Server.Value.CreateDatabase($"test{Interlocked.Increment(ref _databases)}", template));

    private static LocalPostgres StartWithTemplate()
    {
        // Each open store keeps a few connections.
        var server = Start("max_connections=400");
        var database = PostgresDatabase.Parse(server.CreateDatabase(Template));
        PostgresSchema.Migrate(new(database, [database]));
        return server;
    }
}
