using Npgsql;
using NpgsqlTypes;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>Parameters that hold a list each and are sent as an array: the list is filled anew for each run of its command.</summary>
internal static class RowParameters
{
    public static NpgsqlParameter Of(List<long> column) => Of(column, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(List<long?> column) => Of(column, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of(List<int> column) => Of(column, NpgsqlDbType.Integer);

    public static NpgsqlParameter Of(List<short> column) => Of(column, NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of(List<string?> column) => Of(column, NpgsqlDbType.Text);

    public static NpgsqlParameter Of(List<byte[]> column) => Of(column, NpgsqlDbType.Bytea);

    public static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter<T> Of<T>(T column, NpgsqlDbType element) => new() { TypedValue = column, NpgsqlDbType = NpgsqlDbType.Array | element };
}
