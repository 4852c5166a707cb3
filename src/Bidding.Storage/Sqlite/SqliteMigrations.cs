using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite;

/// <summary>
/// Brings a database file to the schema this program was built for: embedded scripts <c>NNNN_name.sql</c>, each run once, in order, in a
/// transaction with its line in <c>schema_versions</c>. A script that has been released never changes; a change is a new script.
/// </summary>
internal static class SqliteMigrations
{
    /// <param name="set">Name of the scripts' folder: Ledger, Catalog or Grains.</param>
    public static void Apply(SqliteConnection connection, string set, TimeProvider time)
    {
        var scripts = Scripts(set);
        try
        {
            // One transaction for all: of two processes that open a new file at once, the second waits and finds the work done.
            using var transaction = connection.BeginTransaction(deferred: false);
            SqliteFile.Execute(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL)");
            var current = Current(connection);
            RefuseNewer(connection, current, scripts.Count);
            foreach (var script in scripts.Where(script => script.Version > current))
            {
                SqliteFile.Execute(connection, script.Sql);
                using var command = connection.CreateCommand();
                command.CommandText = "INSERT INTO schema_versions (version, name, applied_at_ms) VALUES ($version, $name, $at)";
                command.Parameters.AddWithValue("$version", script.Version);
                command.Parameters.AddWithValue("$name", script.Name);
                command.Parameters.AddWithValue("$at", time.GetUtcNow().ToUnixTimeMilliseconds());
                command.ExecuteNonQuery();
            }

            transaction.Commit();
        }
        catch (SqliteException error)
        {
            throw new StorageOpenException($"The schema of {connection.DataSource} cannot be brought up to date: {error.Message}", error);
        }
    }

    /// <summary>For readers, which change nothing: throws <see cref="StorageOpenException"/> unless the schema is the one they know.</summary>
    public static void Check(SqliteConnection connection, string set)
    {
        var known = Scripts(set).Count;
        int current;
        try
        {
            current = Current(connection);
        }
        catch (SqliteException error)
        {
            throw new StorageOpenException($"{connection.DataSource} is no {set.ToLowerInvariant()} of this program: {error.Message}", error);
        }

        RefuseNewer(connection, current, known);
        if (current < known)
        {
            throw new StorageOpenException($"{connection.DataSource} has schema {current} and this program reads {known}: start the node once to bring it up to date.");
        }
    }

    private static void RefuseNewer(SqliteConnection connection, int current, int known)
    {
        if (current > known)
        {
            throw new StorageOpenException($"{connection.DataSource} has schema {current} and this program knows up to {known}: run a newer version of it.");
        }
    }

    private static int Current(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_versions";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<EmbeddedScript> Scripts(string set) => EmbeddedScripts.Of($"Sqlite.Migrations.{set}");
}
