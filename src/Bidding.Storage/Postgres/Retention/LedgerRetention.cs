using Bidding.Storage.Postgres.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Retention;

/// <summary>What became of one month of one ledger database.</summary>
/// <param name="Month">First day, UTC.</param>
/// <param name="Streams">With entries in it.</param>
/// <param name="Entries">Dropped, or detached.</param>
/// <param name="Kept">Of them, still found: see <see cref="KeptEntries"/>.</param>
public sealed record ClosedMonth(PostgresDatabase Database, DateOnly Month, long Streams, long Entries, long Kept);

/// <summary>How a retention goes about it.</summary>
/// <param name="Keep">Months that ended longer ago are closed; at least <see cref="LedgerRetention.KeepMin"/>.</param>
/// <param name="Detach">Leaves each month's table in the database, out of the ledger, for whoever wants to archive it.</param>
/// <param name="DryRun">Audits and counts, and changes nothing.</param>
public sealed record RetentionOptions(TimeSpan Keep, bool Detach, bool DryRun);

/// <summary>
/// Closes months of a ledger database, oldest first: audits what is in them, writes down what each stream came to, keeps what may still be asked for, and drops the rest.
/// Safe to run beside nodes, to interrupt and to run again; one at a time.
/// </summary>
public sealed class LedgerRetention(PostgresDatabase database)
{
    /// <summary>A notice may come for as long as its token is good (30 days), and is then a duplicate only if its entry is there; the rest is for clocks.</summary>
    public static readonly TimeSpan KeepMin = TimeSpan.FromDays(35);

    private static readonly TimeSpan StatementDeadline = TimeSpan.FromMinutes(30);

    /// <summary>
    /// Throws <see cref="StorageOpenException"/> when the database is not reachable or of another schema, and <see cref="RetentionRefusedException"/> at the first month
    /// that does not balance: months before it are closed, it and those after it are as they were.
    /// </summary>
    public async Task<IReadOnlyList<ClosedMonth>> RunAsync(RetentionOptions options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Keep, KeepMin);
        PostgresMigrations.Check(database, "Ledger");
        var source = database.Open("ledger", 1, StatementDeadline, PostgresSession.LedgerReads);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                var connection = await source.OpenConnectionAsync(cancel).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false)) return await RunAsync(connection, options, cancel).ConfigureAwait(false);
            }
            catch (Exception error) when (PostgresFaults.Is(error))
            {
                throw new StorageOpenException($"Closing months in the {database} stopped: {error.Message} Run it again.", error) { IsServerUnreachable = error is not PostgresException };
            }
        }
    }

    private async Task<IReadOnlyList<ClosedMonth>> RunAsync(NpgsqlConnection connection, RetentionOptions options, CancellationToken cancel)
    {
        if (!await Sql.ScalarAsync<bool>(connection, "SELECT pg_try_advisory_lock(hashtext('bidding ledger retention'))", [], cancel).ConfigureAwait(false))
        {
            throw new StorageOpenException($"Another retention is closing months in the {database}.");
        }

        var closed = new List<ClosedMonth>();
        foreach (var month in await MonthPartition.EndedBeforeAsync(connection, options.Keep, cancel).ConfigureAwait(false))
        {
            var streams = await new MonthClosing(connection, month, options.DryRun).RunAsync(cancel).ConfigureAwait(false);
            var entries = await Sql.ScalarAsync<long>(connection, $"SELECT count(*) FROM {month.Table}", [], cancel).ConfigureAwait(false);
            var kept = options.DryRun
                ? await KeptEntries.CountAsync(connection, month, cancel).ConfigureAwait(false)
                : await month.LeaveAsync(connection, options.Detach, cancel).ConfigureAwait(false);
            closed.Add(new(database, month.Month, streams, entries, kept));

            // What one month holds of a stream follows on the month before: without that closed, the next would show gaps.
            if (options.DryRun) break;
        }

        if (!options.DryRun) await KeptEntries.ForgetAsync(connection, cancel).ConfigureAwait(false);
        return closed;
    }
}

/// <summary>A month does not balance and must not be dropped: run <c>ledger verify</c>. The message names stream and rule.</summary>
public sealed class RetentionRefusedException(string message) : Exception(message);
