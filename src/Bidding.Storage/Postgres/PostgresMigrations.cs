using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Npgsql;

namespace Bidding.Storage.Postgres;

/// <summary>
/// Brings a database to the schema this program was built for: embedded scripts <c>NNNN_name.sql</c>, each run once, in order, in one transaction with their lines in
/// <c>schema_versions</c> of the set's own schema. A script that has been released never changes; a change is a new script.
/// </summary>
internal static class PostgresMigrations
{
    private const string Journal = "schema_versions";
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan CheckDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Names of the scripts that ran. Throws <see cref="StorageOpenException"/>.</summary>
    /// <param name="set">Name of the scripts' folder, and in small letters of the schema: Ledger, Catalog or Grains.</param>
    public static IReadOnlyList<string> Apply(PostgresDatabase database, string set)
    {
        var schema = SchemaOf(set);
        using var connection = database.Connect(Deadline);
        try
        {
            // Held until the connection closes: of two that migrate at once, the second waits and finds the work done.
            Execute(connection, $"SELECT pg_advisory_lock(hashtext('bidding {schema}')); CREATE SCHEMA IF NOT EXISTS {schema}");
            Refuse(database, set, Executed(connection, schema), mayBeOlder: true);
            var result = Upgrader(database, set, schema).PerformUpgrade();
            if (!result.Successful) throw new StorageOpenException($"The schema {schema} of the {database} cannot be brought up to date, and is as it was: {result.Error.Message}", result.Error);
            return [.. result.Scripts.Select(script => $"{schema} {script.Name}")];
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw database.Unreachable(error);
        }
    }

    /// <summary>For whoever changes nothing in the schema: throws <see cref="StorageOpenException"/> unless it is the one this program knows.</summary>
    public static void Check(PostgresDatabase database, string set)
    {
        using var connection = database.Connect(CheckDeadline);
        try
        {
            Refuse(database, set, Executed(connection, SchemaOf(set)), mayBeOlder: false);
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw database.Unreachable(error);
        }
    }

    private static string SchemaOf(string set) => set.ToLowerInvariant();

    private static UpgradeEngine Upgrader(PostgresDatabase database, string set, string schema) =>
        DeployChanges.To.PostgresqlDatabase(database.ConnectionStringForMigration(schema))
            .WithScripts(EmbeddedScripts.Of($"Postgres.Migrations.{set}").Select(script => new SqlScript(script.Name, script.Sql)))
            .JournalToPostgresqlTable(schema, Journal)
            .WithVariablesDisabled() // A function's body stands between dollar signs.
            .WithTransaction()
            .WithExecutionTimeout(Deadline)
            .LogToNowhere()
            .Build();

    private static void Refuse(PostgresDatabase database, string set, HashSet<string> executed, bool mayBeOlder)
    {
        var known = EmbeddedScripts.Of($"Postgres.Migrations.{set}").Select(script => script.Name).ToList();
        var schema = SchemaOf(set);
        if (executed.Except(known).Order(StringComparer.Ordinal).LastOrDefault() is { } newer)
        {
            throw new StorageOpenException($"Schema {schema} of the {database} has {newer}, which this program does not know: run a newer version of it.");
        }

        if (!mayBeOlder && known.Find(name => !executed.Contains(name)) is { } missing)
        {
            throw new StorageOpenException($"Schema {schema} of the {database} lacks {missing}: run './bidding migrate' once with the same settings, then start again.");
        }
    }

    private static HashSet<string> Executed(NpgsqlConnection connection, string schema)
    {
        using var exists = new NpgsqlCommand($"SELECT to_regclass('{schema}.{Journal}') IS NOT NULL", connection);
        if (exists.ExecuteScalar() is not true) return [];
        using var command = new NpgsqlCommand($"SELECT scriptname FROM {schema}.{Journal}", connection);
        using var rows = command.ExecuteReader();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (rows.Read()) names.Add(rows.GetString(0));
        return names;
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
