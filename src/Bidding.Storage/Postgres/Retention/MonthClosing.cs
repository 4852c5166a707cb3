using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Storage.Ledger;
using Bidding.Storage.Postgres.Ledger;
using Npgsql;

namespace Bidding.Storage.Postgres.Retention;

/// <summary>
/// Audits what one month holds, stream by stream, and writes down what each stream came to at its end. A stream that was closed before it was interrupted is not closed
/// twice. For one thread at a time.
/// </summary>
internal sealed class MonthClosing(NpgsqlConnection connection, MonthPartition month, bool dryRun)
{
    private const int EntriesPerPage = 5_000;

    /// <summary>Streams with entries in the month. Throws <see cref="RetentionRefusedException"/> at the first that does not balance.</summary>
    public async Task<long> RunAsync(CancellationToken cancel)
    {
        var streams = await LedgerRows.ReadAsync(
            connection, $"SELECT p.stream, max(p.seq), s.currency FROM {month.Table} p JOIN ledger.streams s USING (stream) GROUP BY p.stream, s.currency ORDER BY p.stream", [],
            row => (Stream: new CampaignNumber(row.GetInt32(0)), Last: row.GetInt64(1), Currency: CurrencyCode.FromPacked(row.GetInt32(2))), cancel).ConfigureAwait(false);
        foreach (var (stream, last, currency) in streams)
        {
            var before = await LedgerRows.ClosingAsync(connection, stream, currency, cancel).ConfigureAwait(false);
            if (before is not null && before.Seq >= last) continue;
            var audit = await AuditAsync(stream, before, last, cancel).ConfigureAwait(false);
            if (!dryRun) await WriteAsync(audit, cancel).ConfigureAwait(false);
        }

        return streams.Count;
    }

    private async Task<StreamAudit> AuditAsync(CampaignNumber stream, StreamClosing? before, long last, CancellationToken cancel)
    {
        var audit = new StreamAudit(stream, null, null, before);
        while (audit.Seq < last)
        {
            var page = await LedgerRows.ReadAsync(
                connection, $"SELECT {EntryColumns.Selected} FROM {month.Table} WHERE stream = $1 AND seq > $2 ORDER BY seq LIMIT $3", [stream.Value, audit.Seq, EntriesPerPage],
                EntryColumns.Read, cancel).ConfigureAwait(false);
            if (page.Count == 0) throw new RetentionRefusedException($"Stream {stream.Value} has no entry after {audit.Seq} in {month.Table}, and {last} was expected.");
            foreach (var entry in page) audit.Apply(entry);
        }

        if (audit.Findings.Count > 0)
        {
            var (_, seq, rule, message) = audit.Findings[0];
            throw new RetentionRefusedException($"{month.Table} is not closed: stream {stream.Value}, entry {seq}, {rule}: {message} Nothing of it was dropped.");
        }

        return audit;
    }

    // The snapshot too where none is later: an activation folds from it, and nothing before it is left to fold.
    private async Task WriteAsync(StreamAudit audit, CancellationToken cancel)
    {
        var state = BooksSnapshot.Write(audit.Books);
        List<StreamAccount> accounts = [.. audit.Accounts.Select(account => new StreamAccount(account.Account, new Money((long)account.Debits), new Money((long)account.Credits)))];
        var transaction = await connection.BeginTransactionAsync(cancel).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            await Sql.RunAsync(
                connection, "INSERT INTO ledger.closings (stream, seq, until_ms, state, balances) VALUES ($1, $2, $3, $4, $5)",
                [audit.Stream.Value, audit.Seq, month.UntilMs, state, Encoding.UTF8.GetString(BalancesText.Write(accounts))], cancel).ConfigureAwait(false);
            await Sql.RunAsync(
                connection,
                """
                INSERT INTO ledger.snapshots AS kept (stream, seq, state) VALUES ($1, $2, $3)
                ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, state = excluded.state WHERE kept.seq < excluded.seq
                """,
                [audit.Stream.Value, audit.Seq, state], cancel).ConfigureAwait(false);
            await transaction.CommitAsync(cancel).ConfigureAwait(false);
        }
    }
}
