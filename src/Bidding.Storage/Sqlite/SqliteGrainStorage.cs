using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite;

/// <summary>The file in which Orleans' ADO.NET storage keeps grain state, with the tables and statements it asks for.</summary>
public static class SqliteGrainStorage
{
    /// <summary>The invariant under which Orleans loads the driver: it finds Microsoft.Data.Sqlite by this name, and not by its own.</summary>
    public const string Invariant = "System.Data.SQLite";

    /// <summary>Creates or brings up to date. Throws <see cref="StorageOpenException"/>.</summary>
    public static void Prepare(string file, TimeProvider time)
    {
        using var connection = SqliteFile.OpenForWriting(file);
        SqliteMigrations.Apply(connection, "Grains", time);
    }

    public static string ConnectionString(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, DefaultTimeout = 5 }.ToString();
}
