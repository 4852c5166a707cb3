using Bidding.Storage;
using Bidding.Storage.Postgres;
using Bidding.Storage.Sqlite;

namespace Bidding.Node.Hosting;

/// <summary>Stores for ledger, catalog and grain state, as the settings choose them.</summary>
internal static class StorageSetup
{
    public static void AddStorage(this WebApplicationBuilder builder, NodeSettings settings)
    {
        var choice = StorageChoice.Read(builder.Configuration);
        builder.Services.AddSingleton(choice);
        if (choice.Postgres is { } databases) builder.Services.AddPostgresStorage(databases);
        else builder.Services.AddSqliteStorage(settings.DataFolder);
    }

    /// <summary>State of grains that keep any beside the ledger: rarely written, and rebuilt from the ledger where it is lost.</summary>
    public static void AddGrainState(this ISiloBuilder silo, NodeSettings settings)
    {
        var choice = StorageChoice.Read(silo.Configuration);
        string invariant, connectionString;
        if (choice.Postgres is { } databases)
        {
            PostgresGrainStorage.Check(databases.Main);
            (invariant, connectionString) = (PostgresGrainStorage.Invariant, PostgresGrainStorage.ConnectionString(databases.Main));
        }
        else
        {
            var folder = new DataFolder(settings.DataFolder);
            folder.Create();
            SqliteGrainStorage.Prepare(folder.GrainsFile, TimeProvider.System);
            (invariant, connectionString) = (SqliteGrainStorage.Invariant, SqliteGrainStorage.ConnectionString(folder.GrainsFile));
        }

        silo.AddAdoNetGrainStorage("grains", storage => (storage.Invariant, storage.ConnectionString) = (invariant, connectionString));
    }
}
