using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>
/// What SQLite itself takes on this disk: rows of as many numbers as a ledger entry has, in order, without any index, key or decision, in transactions of one size,
/// one after the other on one thread, each flushed to disk like the ledger's.
/// </summary>
internal static class RawCeiling
{
    private const int NumbersPerRow = 14;

    /// <summary>Rows a second.</summary>
    public static double Measure(string file, int rowsPerCommit, double seconds)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        var columns = string.Join(", ", Enumerable.Range(0, NumbersPerRow).Select(number => $"c{number} INTEGER NOT NULL"));
        Execute(connection, $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; CREATE TABLE plain (id INTEGER PRIMARY KEY, {columns})");
        var database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(database, $"INSERT INTO plain VALUES ({string.Join(", ", Enumerable.Repeat("?", NumbersPerRow + 1))})", out var insert));
        using (insert)
        {
            var clock = Stopwatch.StartNew();
            var rows = 0L;
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                Execute(connection, "BEGIN IMMEDIATE");
                for (var i = 0; i < rowsPerCommit; i++)
                {
                    Insert(insert, ++rows);
                }

                Execute(connection, "COMMIT");
            }

            return rows / clock.Elapsed.TotalSeconds;
        }
    }

    private static void Insert(sqlite3_stmt insert, long id)
    {
        Check(raw.sqlite3_bind_int64(insert, 1, id));
        for (var number = 0; number < NumbersPerRow; number++)
        {
            Check(raw.sqlite3_bind_int64(insert, number + 2, id << (number % 4 * 8)));
        }

        if (raw.sqlite3_step(insert) != raw.SQLITE_DONE)
        {
            throw new InvalidOperationException("A plain row was refused.");
        }

        Check(raw.sqlite3_reset(insert));
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite answered {code}.");
        }
    }
}
