using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Statements;
using Bidding.Core.Ledger.Verification;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Postgres.Retention;
using Bidding.Storage.Tests.Ledger;

namespace Bidding.Storage.Tests.Postgres;

/// <summary>Old months, made by moving rows back in time, closed and dropped.</summary>
public sealed class LedgerRetentionTests : IAsyncLifetime
{
    private static readonly RetentionOptions Options = new(TimeSpan.FromDays(40), Detach: false, DryRun: false);
    private PostgresDatabase _database = null!;
    private PostgresLedgerStore _store = null!;

    public Task InitializeAsync()
    {
        _database = SharedPostgres.Migrated();
        _store = PostgresLedgerStoreTests.Open(_database);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }

    [SkippableFact]
    public async Task Retain_OldMonths_KeepsBalancesAndVerifiesClean()
    {
        var stream = await WriteOldMonthsAsync();
        var before = await _store.ReadBalancesAsync(default);
        var booksBefore = (await LedgerStatement.ReadAsync(_store, stream.Number, 0, default)).Books;

        var closed = await new LedgerRetention(_database).RunAsync(Options, default);
        await stream.AppendAsync(Post(100, 5));

        Assert.Equal([3L, 2L], closed.Select(month => month.Entries));
        Assert.Equal([6L, 7L], (await stream.ReadAsync()).Select(entry => entry.Seq));
        Assert.Equal(before.Sum(balance => balance.Debits.Nanos) + 5, (await _store.ReadBalancesAsync(default)).Sum(balance => balance.Debits.Nanos));
        var report = await VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal((2L, 5L), (report.Entries, report.EntriesClosed));
        var statement = await LedgerStatement.ReadAsync(_store, stream.Number, 10, default);
        Assert.Equal(booksBefore.Posted + new Money(5), statement.Books.Posted);
        Assert.Equal((5L, 2), (statement.ClosedSeq, statement.Lines.Count));
    }

    [SkippableFact]
    public async Task Retain_ThenActivate_FoldsFromTheClosing()
    {
        var stream = await WriteOldMonthsAsync();
        await new LedgerRetention(_database).RunAsync(Options, default);

        var snapshot = await _store.ReadSnapshotAsync(stream.Number, default);
        var books = BooksSnapshot.Read(snapshot!.State);
        await foreach (var entry in _store.ReadEntriesAsync(stream.Number, books.Seq, default)) books.Apply(entry);

        Assert.Equal((await _store.ReadHeadAsync(stream.Number, default)).Seq, books.Seq);
    }

    [SkippableFact]
    public async Task Retain_ConversionsOfClosedMonths_AreStillKnownAndStillRefused()
    {
        var stream = new TestStream(_store, 1);
        var click = Post(1, 0) with { Kind = EntryKind.Click, Key = EventKeys.Of(BidFact.Click, new BidId(1, 1)), Debit = default, Credit = default, Detail = new ClickDetail(5).ToJson() };
        var conversion = click with { Kind = EntryKind.Conversion, Key = EventKeys.Conversion(new BidId(1, 1), "sale", "order-1"), Detail = new ConversionDetail("sale", "order-1", 5).ToJson() };
        await stream.AppendAsync(Post(1, 10), click, conversion);
        MoveBack(seq: 3, days: 100);

        var closed = Assert.Single(await new LedgerRetention(_database).RunAsync(Options, default));

        Assert.Equal((3L, 2L), (closed.Entries, closed.Kept));
        Assert.Equal([EntryKind.Click, EntryKind.Conversion], (await _store.FindByBidsAsync(stream.Number, [new BidId(1, 1)], default)).Select(entry => entry.Kind));
        Assert.Equal([conversion.Key], await _store.FindKeysAsync(stream.Number, [conversion.Key], default));
        Assert.Equal(AppendOutcome.Duplicate, (await stream.AppendAsync(conversion)).Outcome);
        Assert.Empty(await stream.ReadAsync(afterSeq: 3));
        Assert.Empty((await VerifyAsync()).Findings);
    }

    [SkippableFact]
    public async Task Append_KeyOfLastMonth_IsADuplicate()
    {
        var stream = new TestStream(_store, 1);
        await stream.AppendAsync(Post(1, 10));
        MoveBack(seq: 1, days: 30);

        Assert.Equal(AppendOutcome.Duplicate, (await stream.AppendAsync(Post(2, 10), Post(1, 10))).Outcome);
        Assert.Equal(AppendOutcome.Committed, (await stream.AppendAsync(Post(2, 10))).Outcome);
    }

    [SkippableFact]
    public async Task Retain_MonthThatDoesNotBalance_IsRefusedAndStays()
    {
        var stream = await WriteOldMonthsAsync();
        PostgresSchemaTests.Execute(_database, "DELETE FROM ledger.entries WHERE stream = 1 AND seq = 2");

        var error = await Assert.ThrowsAsync<RetentionRefusedException>(() => new LedgerRetention(_database).RunAsync(Options, default));

        Assert.Contains("seq_gap", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await stream.ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task Retain_DryRunOrTooRecent_ChangesNothing()
    {
        var stream = await WriteOldMonthsAsync();

        Assert.Equal(3, Assert.Single(await new LedgerRetention(_database).RunAsync(Options with { DryRun = true }, default)).Entries);
        Assert.Empty(await new LedgerRetention(_database).RunAsync(Options with { Keep = TimeSpan.FromDays(4_000) }, default));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => new LedgerRetention(_database).RunAsync(Options with { Keep = TimeSpan.FromDays(30) }, default));

        Assert.Equal(6, (await stream.ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task Retain_Detach_LeavesTheTableForAnArchive()
    {
        await WriteOldMonthsAsync();
        var closed = await new LedgerRetention(_database).RunAsync(Options with { Detach = true }, default);
        PostgresSchemaTests.Execute(_database, $"SELECT * FROM ledger.entries_{closed[0].Month:yyyy_MM}");
        Assert.Empty((await VerifyAsync()).Findings);
    }

    [SkippableFact]
    public async Task Retain_WhileCampaignsAppend_HoldsNobodyUpForLong()
    {
        await WriteOldMonthsAsync();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(10, 4).Select(number => Task.Run(async () =>
        {
            var stream = new TestStream(_store, number);
            for (var bid = 1; !stop.IsCancellationRequested; bid++) Assert.Equal(AppendOutcome.Committed, (await stream.AppendAsync(Post(bid, 1))).Outcome);
        })).ToList();

        Assert.Equal(2, (await new LedgerRetention(_database).RunAsync(Options, default)).Count);
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        Assert.Empty((await VerifyAsync()).Findings);
    }

    private static LedgerEntry Post(long bid, long amount) => TestStream.Post(bid, amount);

    // Five entries in two old months and one of now.
    private async Task<TestStream> WriteOldMonthsAsync()
    {
        var stream = new TestStream(_store, 1);
        await stream.AppendAsync(Post(1, 10), Post(2, 20), Post(3, 30));
        MoveBack(seq: 3, days: 150);
        await stream.AppendAsync(Post(4, 40), Post(5, 50));
        MoveBack(seq: 5, days: 100);
        await stream.AppendAsync(Post(6, 60));
        return stream;
    }

    // What was booked up to here is so many days old. Rows of the months between move to their partitions.
    private void MoveBack(long seq, int days) => PostgresSchemaTests.Execute(_database, $"""
        SELECT ledger.ensure_partition((extract(epoch FROM now() - interval '{days} days') * 1000)::bigint);
        UPDATE ledger.entries SET booked_at_ms = (extract(epoch FROM now() - interval '{days} days') * 1000)::bigint
        WHERE stream = 1 AND seq <= {seq} AND booked_at_ms > (extract(epoch FROM now() - interval '1 day') * 1000)::bigint;
        """);

    private async Task<LedgerReport> VerifyAsync() => await LedgerVerifier.VerifyAsync(_store, new Dictionary<CampaignNumber, LiveFigures>(), default);
}
