using Npgsql;

namespace Bidding.Storage.Postgres.Retention;

/// <summary>Statements that run once in a while.</summary>
internal static class Sql
{
    public static async Task<T> ScalarAsync<T>(NpgsqlConnection connection, string sql, object[] arguments, CancellationToken cancel)
    {
        var command = Command(connection, sql, arguments);
        await using (command.ConfigureAwait(false)) return (T)(await command.ExecuteScalarAsync(cancel).ConfigureAwait(false))!;
    }

    /// <summary>Rows that were written.</summary>
    public static async Task<int> RunAsync(NpgsqlConnection connection, string sql, object[] arguments, CancellationToken cancel)
    {
        var command = Command(connection, sql, arguments);
        await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] arguments)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }
}
