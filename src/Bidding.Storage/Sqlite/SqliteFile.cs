using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite;

/// <summary>Opens the database files of a node, with the settings that make a commit survive <c>kill -9</c> and loss of power.</summary>
internal static class SqliteFile
{
    // Error codes of sqlite.org/rescode.html.
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    private const int BusyTimeoutMs = 2_000;

    /// <summary>Opens for writing, creating the file when it is missing. Throws <see cref="StorageOpenException"/>.</summary>
    public static SqliteConnection OpenForWriting(string file) => Open(file, SqliteOpenMode.ReadWriteCreate, static connection =>
    {
        // WAL: readers never wait for the writer. FULL: each commit is flushed to disk before it is answered (NORMAL would flush at checkpoints only).
        // fullfsync matters on macOS alone, where a plain fsync stops at the drive's cache.
        Execute(connection, $"""
            PRAGMA busy_timeout = {BusyTimeoutMs};
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA fullfsync = ON;
            PRAGMA checkpoint_fullfsync = ON;
            PRAGMA wal_autocheckpoint = 16000;
            PRAGMA journal_size_limit = 67108864;
            PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -16384;
            """);
    });

    /// <summary>Opens for reading while another connection or process may write. Throws <see cref="StorageOpenException"/>.</summary>
    public static SqliteConnection OpenForReading(string file) => Open(file, SqliteOpenMode.ReadOnly, static connection => Execute(connection, $"""
            PRAGMA busy_timeout = {BusyTimeoutMs};
            PRAGMA query_only = ON;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -8192;
            """));

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Copies what it can of the write-ahead log into the file, waiting for nobody.</summary>
    public static void Checkpoint(SqliteConnection connection) => Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");

    private static SqliteConnection Open(string file, SqliteOpenMode mode, Action<SqliteConnection> configure)
    {
        if (mode == SqliteOpenMode.ReadOnly && !File.Exists(file)) throw new StorageOpenException($"There is no file {file}.");
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            configure(connection);
            // Reads the first page: a file that is no database is found here, not at the first append.
            Execute(connection, "SELECT count(*) FROM sqlite_schema");
            return connection;
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw error.SqliteErrorCode is Corrupt or NotADatabase
                ? Damaged(file, error)
                : new StorageOpenException($"{file} cannot be opened: {error.Message}", error);
        }
    }

    private static StorageOpenException Damaged(string file, SqliteException error) => new(
        $"{file} is damaged or is no database ({error.Message}). Put it aside together with its -wal file and restore a backup; "
        + "'sqlite3 FILE .recover' reads what is left of it.",
        error);
}
