using Npgsql;

namespace Bidding.Storage.Postgres.Ledger;

/// <summary>A server that does not flush would lose what was answered with success.</summary>
internal static class DurabilityCheck
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    /// <summary>Throws <see cref="StorageOpenException"/>.</summary>
    public static void Run(PostgresDatabase database)
    {
        using var connection = database.Connect(Deadline);
        try
        {
            using var command = new NpgsqlCommand("SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' LIMIT 1", connection);
            if (command.ExecuteScalar() is string setting)
            {
                throw new StorageOpenException($"The {database} has {setting} = off: what it confirms would not survive a crash. Switch it on.");
            }
        }
        catch (Exception error) when (PostgresFaults.Is(error))
        {
            throw database.Unreachable(error);
        }
    }
}
