using Bidding.Storage.Postgres.Ledger;

namespace Bidding.Storage.Postgres;

/// <summary>Which databases a cluster keeps its state in.</summary>
/// <param name="Main">Catalog and grain state.</param>
/// <param name="Ledger">One or more; campaigns are spread over them, see <see cref="LedgerLayout"/>. Their order is part of the layout.</param>
public sealed record PostgresDatabases(PostgresDatabase Main, IReadOnlyList<PostgresDatabase> Ledger);

/// <summary>The schema of a cluster's databases.</summary>
public static class PostgresSchema
{
    /// <summary>
    /// Brings all of them to what this program was built for, lays the ledger out over its databases where it is new, and makes the partitions of the months to come. Run
    /// again, it changes nothing. Throws <see cref="StorageOpenException"/>.
    /// </summary>
    /// <returns>What ran, in words.</returns>
    public static IReadOnlyList<string> Migrate(PostgresDatabases databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        var done = new List<string>();
        Run(databases.Main, "Catalog");
        Run(databases.Main, "Grains");
        foreach (var ledger in databases.Ledger) Run(ledger, "Ledger");
        done.AddRange(LedgerLayout.Prepare(databases.Ledger));
        return done;

        void Run(PostgresDatabase database, string set) => done.AddRange(PostgresMigrations.Apply(database, set).Select(script => $"{script} in {database}"));
    }
}
