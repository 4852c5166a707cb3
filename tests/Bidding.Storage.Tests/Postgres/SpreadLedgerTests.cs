using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Storage.Tests.Postgres;

/// <summary>A ledger over two databases keeps the contract of one.</summary>
public sealed class SpreadLedgerStoreTests : LedgerStoreContract
{
    private IReadOnlyList<PostgresDatabase>? _databases;
    private SpreadLedgerStore? _store;

    internal static SpreadLedgerStore Open(IReadOnlyList<PostgresDatabase> databases) => SpreadLedgerStore.Open(
        databases, new LedgerStoreOptions { AppendTimeout = TimeSpan.FromSeconds(60) }, TimeProvider.System, NullLogger<PostgresLedgerStore>.Instance);

    internal static IReadOnlyList<PostgresDatabase> TwoDatabases()
    {
        PostgresDatabase[] databases = [SharedPostgres.Empty(), SharedPostgres.Empty()];
        PostgresSchema.Migrate(new(databases[0], databases));
        return databases;
    }

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(_store = Open(_databases ??= SharedPostgres.MigratedPair()));

    protected override async Task CloseAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }
}

public sealed class LedgerLayoutTests
{
    [SkippableFact]
    public async Task Append_ManyCampaigns_FillsBothDatabasesAndReadsAsOne()
    {
        var databases = SharedPostgres.MigratedPair();
        await using var store = SpreadLedgerStoreTests.Open(databases);
        for (var number = 1; number <= 40; number++) await new TestStream(store, number).AppendAsync(TestStream.Post(1, number));

        foreach (var database in databases)
        {
            await using var part = PostgresLedgerReader.Open(database);
            Assert.InRange((await part.ReadStreamsAsync(default)).Count, 10, 30);
        }

        await using var reader = SpreadLedgerReader.Open(databases);
        Assert.Equal(Enumerable.Range(1, 40), (await reader.ReadStreamsAsync(default)).Select(stream => stream.Value));
        var report = await LedgerVerifier.VerifyAsync(reader, new Dictionary<Core.Ids.CampaignNumber, LiveFigures>(), default);
        Assert.Equal((40, 40L), (report.Streams, report.Entries));
    }

    [Fact]
    public void PlaceOf_ManyStreams_SpreadsThemEvenlyAndNeverElsewhere()
    {
        foreach (var databases in (int[])[1, 2, 3, 8])
        {
            var counts = Enumerable.Range(1, 12_000).CountBy(stream => LedgerLayout.PlaceOf(stream, databases)).ToDictionary();
            Assert.Equal(databases, counts.Count);
            Assert.All(counts.Values, count => Assert.InRange(count, 12_000 / databases * 0.95, 12_000 / databases * 1.05));
        }

        // Fixed for good: a ledger is laid out by these.
        Assert.Equal([1, 0, 0, 1, 0], ((int[])[1, 2, 3, 100_000, int.MaxValue]).Select(stream => LedgerLayout.PlaceOf(stream, 2)));
    }

    [SkippableFact]
    public void Open_OneMoreDatabaseThanLaidOut_IsRefused()
    {
        var databases = SharedPostgres.MigratedPair();
        var third = SharedPostgres.Migrated();

        var more = Assert.Throws<StorageOpenException>(() => SpreadLedgerStoreTests.Open([.. databases, third]));
        var fewer = Assert.Throws<StorageOpenException>(() => SpreadLedgerStoreTests.Open([databases[0]]));
        var migrate = Assert.Throws<StorageOpenException>(() => PostgresSchema.Migrate(new(databases[0], [.. databases, SharedPostgres.Empty()])));

        Assert.All((StorageOpenException[])[more, fewer, migrate], error => Assert.Contains("laid out over", error.Message, StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Open_InAnotherOrderOrOfAnotherLedger_IsRefused()
    {
        var (one, two) = (SharedPostgres.MigratedPair(), SpreadLedgerStoreTests.TwoDatabases());

        Assert.Contains("position", Assert.Throws<StorageOpenException>(() => SpreadLedgerStoreTests.Open([one[1], one[0]])).Message, StringComparison.Ordinal);
        Assert.Contains("another ledger", Assert.Throws<StorageOpenException>(() => SpreadLedgerStoreTests.Open([one[0], two[1]])).Message, StringComparison.Ordinal);
        Assert.Contains("position", Assert.Throws<StorageOpenException>(() => SpreadLedgerReader.Open([one[0], one[0]])).Message, StringComparison.Ordinal);
    }
}
