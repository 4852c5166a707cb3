using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bidding.Storage.Sqlite;

/// <summary>
/// A prepared statement that is used again and again: numbers are bound without boxing, which is most of the cost of a ledger row through
/// ADO.NET's parameters. For one thread at a time. Throws <see cref="SqliteException"/>.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _next = 1;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement), _database);
    }

    /// <summary>Binds the next parameter, in the order in which they stand in the statement.</summary>
    public SqliteStatement Bind(long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, _next++, value));
        return this;
    }

    public SqliteStatement BindNull()
    {
        Check(raw.sqlite3_bind_null(_statement, _next++));
        return this;
    }

    public SqliteStatement Bind(ReadOnlySpan<byte> value)
    {
        // An empty span has no address, which SQLite would read as NULL.
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, _next++, 0) : raw.sqlite3_bind_blob(_statement, _next++, value));
        return this;
    }

    /// <summary>Empty is NULL.</summary>
    public SqliteStatement BindText(string value)
    {
        if (value.Length == 0) return BindNull();
        Span<byte> buffer = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(value, buffer, out var written)) Check(raw.sqlite3_bind_text(_statement, _next++, buffer[..written]));
        else Check(raw.sqlite3_bind_text(_statement, _next++, Encoding.UTF8.GetBytes(value)));
        return this;
    }

    /// <summary>Text that is UTF-8 already.</summary>
    public SqliteStatement BindUtf8(ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_text(_statement, _next++, value));
        return this;
    }

    /// <summary>True: there is a row to read. After false the statement is ready for its next use.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        Reset();
        if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public void Run()
    {
        while (Step())
        {
        }
    }

    /// <summary>Leaves the remaining rows unread.</summary>
    public void Reset()
    {
        _next = 1;
        // Its result repeats the error of the last step, which was thrown by then.
        _ = raw.sqlite3_reset(_statement);
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>0 for NULL.</summary>
    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int32(int column) => checked((int)Int64(column));

    public byte[] Blob(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A text's bytes, until the next step.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>Empty for NULL.</summary>
    public string Text(int column) => IsNull(column) ? "" : raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public void Dispose() => _statement.Dispose();

    private void Check(int code)
    {
        if (code == raw.SQLITE_OK) return;
        Reset();
        SqliteException.ThrowExceptionForRC(code, _database);
    }
}
