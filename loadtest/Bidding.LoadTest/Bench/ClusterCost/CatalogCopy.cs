using Bidding.Storage;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace Bidding.LoadTest.Bench.ClusterCost;

/// <summary>Copies a catalog made in a node's folder to a cluster's empty database, row by row as it is: both have the same columns.</summary>
internal static class CatalogCopy
{
    private static readonly (string Table, string[] Columns, NpgsqlDbType[] Types)[] Tables =
    [
        ("resources",
            ["kind", "id", "number", "version", "parent_id", "status", "catalog_version", "updated_at_ms", "body"],
            [NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint, NpgsqlDbType.Bytea]),
        ("numbers", ["kind", "last"], [NpgsqlDbType.Integer, NpgsqlDbType.Integer]),
    ];

    public static async Task RunAsync(DataFolder from, string connectionString, CancellationToken cancel)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from.CatalogFile, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await source.OpenAsync(cancel);
        await using var target = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await target.OpenAsync(cancel);
        foreach (var (table, columns, types) in Tables)
        {
            await CopyAsync(source, target, table, columns, types, cancel);
        }
    }

    private static async Task CopyAsync(SqliteConnection source, NpgsqlConnection target, string table, string[] columns, NpgsqlDbType[] types, CancellationToken cancel)
    {
        var names = string.Join(", ", columns);
        await using var select = source.CreateCommand();
        select.CommandText = $"SELECT {names} FROM {table}";
        await using var rows = await select.ExecuteReaderAsync(cancel);
        await using var copy = await target.BeginBinaryImportAsync($"COPY catalog.{table} ({names}) FROM STDIN (FORMAT BINARY)", cancel);
        while (await rows.ReadAsync(cancel))
        {
            await copy.StartRowAsync(cancel);
            for (var i = 0; i < types.Length; i++)
            {
                await (types[i] switch
                {
                    NpgsqlDbType.Integer => copy.WriteAsync(rows.GetInt32(i), types[i], cancel),
                    NpgsqlDbType.Bigint => copy.WriteAsync(rows.GetInt64(i), types[i], cancel),
                    NpgsqlDbType.Bytea => copy.WriteAsync(rows.GetFieldValue<byte[]>(i), types[i], cancel),
                    _ => copy.WriteAsync(rows.GetString(i), types[i], cancel),
                });
            }
        }

        await copy.CompleteAsync(cancel);
    }
}
