namespace Bidding.Storage.Postgres;

/// <summary>Where Orleans' ADO.NET storage keeps grain state in PostgreSQL: tables and statements are a migration of ours.</summary>
public static class PostgresGrainStorage
{
    /// <summary>The invariant under which Orleans loads the driver.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>State is written rarely and spread: more would only wait on the same disk.</summary>
    private const int ConnectionsMax = 16;

    public static string ConnectionString(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        return database.ConnectionStringFor("grains", ConnectionsMax);
    }

    /// <summary>Throws <see cref="StorageOpenException"/> unless the schema is the one this program knows.</summary>
    public static void Check(PostgresDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        PostgresMigrations.Check(database, "Grains");
    }
}
