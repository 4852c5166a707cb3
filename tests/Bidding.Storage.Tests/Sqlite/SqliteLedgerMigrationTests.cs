using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Sqlite.Ledger;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Storage.Tests.Sqlite;

/// <summary>Files that older versions of the product wrote stay whole, and go on where they stood.</summary>
public sealed class SqliteLedgerMigrationTests : IDisposable
{
    private static readonly AccountId MediaCost = new(AccountKind.MediaCost, 7);
    private static readonly AccountId Payable = new(AccountKind.ExchangePayable, 1);
    private static readonly BidId Bid = new(42, 1_000);
    private static readonly CampaignNumber Stream = new(7);
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Open_FileOfTheFirstSchema_HoldsWhatItHeld()
    {
        WriteFirstSchema();
        await using var store = Open();

        Assert.Equal(new StreamHead(2, new Money(500), 1), await store.ReadHeadAsync(Stream, default));
        var entries = new List<LedgerEntry>();
        await foreach (var entry in store.ReadEntriesAsync(Stream, 0, default)) entries.Add(entry);
        Assert.Equal([1, 2], entries.Select(entry => entry.Seq));
        Assert.Equal(Post(Bid) with { Seq = 2 }, entries[1]);
        Assert.Equal([2], (await store.FindByBidsAsync(Stream, [Bid], default)).Select(entry => entry.Seq));
        Assert.Equal(
            [(MediaCost, 300L, 0L), (Payable, 0L, 300L)],
            (await store.ReadBalancesAsync(default)).OrderByDescending(kept => kept.Debits).Select(kept => (kept.Account, kept.Debits.Nanos, kept.Credits.Nanos)));
    }

    [Fact]
    public async Task Append_ToAFileOfTheFirstSchema_GoesOnAndKnowsItsKeys()
    {
        WriteFirstSchema();
        await using var store = Open();

        Assert.Equal(AppendOutcome.Duplicate, (await store.AppendAsync(Append(2, Post(Bid)), default)).Outcome);
        Assert.Equal(AppendOutcome.Committed, (await store.AppendAsync(Append(2, Post(new BidId(42, 1_001))), default)).Outcome);
        Assert.Equal(600, (await store.ReadBalancesAsync(default)).Single(kept => kept.Account == MediaCost).Debits.Nanos);
    }

    [Fact]
    public async Task Open_FileOfTheSecondSchema_HoldsEveryStreamWholeAndGoesOn()
    {
        WriteFirstSchema();
        WriteSecondSchema();
        await using var store = Open();

        foreach (var (stream, length) in ((int, int)[])[(7, 2), (8, 1_000), (9, 300)])
        {
            foreach (var after in (int[])[0, 1, 255, 256, 299])
            {
                var entries = new List<LedgerEntry>();
                await foreach (var entry in store.ReadEntriesAsync(new(stream), after, default)) entries.Add(entry);
                Assert.Equal(Enumerable.Range(1, length).Skip(after), entries.Select(entry => (int)entry.Seq));
            }
        }

        Assert.Equal([256], (await store.FindByBidsAsync(new(9), [new BidId(6, 256)], default)).Select(entry => entry.Seq));
        Assert.Equal([new UserImpression(new(9), new(3), 256)], await store.ReadUserImpressionsAsync(1_256, 0, 9, default));
        Assert.Equal(AppendOutcome.Duplicate, (await store.AppendAsync(Append(2, Post(Bid)), default)).Outcome);
        Assert.Equal(AppendOutcome.Committed, (await store.AppendAsync(Append(2, Post(new BidId(42, 1_001))), default)).Outcome);
        var last = new List<LedgerEntry>();
        await foreach (var entry in store.ReadEntriesAsync(Stream, 1, default)) last.Add(entry);
        Assert.Equal([Bid, new BidId(42, 1_001)], last.Select(entry => entry.Bid));
    }

    private SqliteLedgerStore Open() => SqliteLedgerStore.Open(File, new LedgerStoreOptions(), TimeProvider.System, NullLogger<SqliteLedgerStore>.Instance);

    private static LedgerEntry Post(BidId bid) => new()
    {
        Kind = EntryKind.Post,
        Key = EventKeys.Of(BidFact.Post, bid),
        Bid = bid,
        AtMs = 1_790_000_000_000,
        Day = new BudgetDay(20_700),
        Ad = new AdNumber(3),
        Exchange = new ExchangeNumber(1),
        Debit = MediaCost,
        Credit = Payable,
        Amount = new Money(300),
        Value = new Money(400),
    };

    private static LedgerAppend Append(long expectedSeq, LedgerEntry entry) => new()
    {
        Stream = Stream,
        AppendId = 5,
        ExpectedSeq = expectedSeq,
        Takeover = 1,
        Mark = new Money(900),
        Currency = CurrencyCode.Eur,
        Entries = [entry],
    };

    // As the first released version of the product left it: a takeover and a post.
    private void WriteFirstSchema()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        var key = EventKeys.Of(BidFact.Post, Bid);
        using var command = connection.CreateCommand();
        command.CommandText = Script("0001_streams_and_entries") + $"""
            CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms INTEGER NOT NULL);
            INSERT INTO schema_versions VALUES (1, '0001_streams_and_entries', 0);
            INSERT INTO streams VALUES (7, 2, 500, 1, {CurrencyCode.Eur.Packed}, 77, 1);
            INSERT INTO entries VALUES (7, 1, 1, {1L << 56}, 1, NULL, NULL, 1, 0, 0, 0, NULL, NULL, 0, 1, 0, NULL, NULL);
            INSERT INTO entries VALUES
                (7, 2, 3, {key.High}, {key.Low}, 42, 1000, 1790000000000, 20700, 3, 1, {MediaCost.Packed}, {Payable.Packed}, 300, 400, 0, NULL, NULL);
            INSERT INTO balances VALUES (7, {MediaCost.Packed}, 300, 0), (7, {Payable.Packed}, 0, 300);
            """;
        command.ExecuteNonQuery();
    }

    // The same a release later, with two longer streams beside it.
    private void WriteSecondSchema()
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = Script("0002_fewer_pages_per_append") + """
            INSERT INTO schema_versions VALUES (2, '0002_fewer_pages_per_append', 0);
            INSERT INTO streams VALUES (8, 1000, 0, 0, 0, 1, 0, '[]'), (9, 300, 0, 0, 0, 1, 0, '[]');
            WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
            INSERT INTO entries (id, kind, key_high, key_low, bid_high, bid_low, at_ms, day, ad, exchange, amount, value, traits, user_key)
            SELECT (stream << 32) | n, 7, stream, n, 6, n, n, 0, 3, 1, 0, 0, 0, 1000 + n FROM n, (SELECT 8 AS stream UNION SELECT 9) WHERE stream = 8 OR n <= 300;
            UPDATE entries SET user_key = NULL WHERE stream = 8;
            """;
        command.ExecuteNonQuery();
    }

    private static string Script(string name)
    {
        using var script = typeof(SqliteLedgerStore).Assembly.GetManifestResourceStream($"Bidding.Storage.Sqlite.Migrations.Ledger.{name}.sql")!;
        return new StreamReader(script).ReadToEnd();
    }
}
