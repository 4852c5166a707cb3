using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Tests.Ledger;

namespace Bidding.Storage.Tests.Postgres;

public sealed class LedgerCopyTests
{
    private const int Campaigns = 30;

    [SkippableFact]
    public async Task Run_ToMoreDatabases_MovesEveryStreamAndClosesTheOldLedger()
    {
        var (old, made) = (Laid(1), Laid(3));
        await FillAsync(old);

        Assert.Equal((Campaigns, 2L * Campaigns), await LedgerCopy.RunAsync(old, made, default));

        await using (var reader = SpreadLedgerReader.Open(made))
        {
            for (var number = 1; number <= Campaigns; number++)
            {
                var entries = new List<LedgerEntry>();
                await foreach (var entry in reader.ReadEntriesAsync(new(number), 0, default)) entries.Add(entry);
                Assert.Equal([1L, 2L], entries.Select(entry => entry.Seq));
                Assert.Equal(number, entries[0].Amount.Nanos);
            }

            Assert.Equal(Campaigns, (await LedgerVerifier.VerifyAsync(reader, new Dictionary<Core.Ids.CampaignNumber, LiveFigures>(), default)).Streams);
        }

        foreach (var database in made)
        {
            await using var part = PostgresLedgerReader.Open(database);
            Assert.InRange((await part.ReadStreamsAsync(default)).Count, 1, Campaigns - 1);
        }

        // The new ledger goes on where the old one stood, and refuses what that one had.
        await using (var store = SpreadLedgerStoreTests.Open(made))
        {
            var stream = new TestStream(store, 1);
            var head = await store.ReadHeadAsync(stream.Number, default);
            var next = stream.Next(TestStream.Post(3, 7)) with { ExpectedSeq = head.Seq, AppendId = 5_000_001 };
            Assert.Equal(AppendOutcome.Committed, (await store.AppendAsync(next, default)).Outcome);
            var twice = stream.Next(TestStream.Post(1, 1)) with { ExpectedSeq = head.Seq + 1, AppendId = 5_000_002 };
            Assert.Equal(AppendOutcome.Duplicate, (await store.AppendAsync(twice, default)).Outcome);
        }

        var closed = Assert.Throws<StorageOpenException>(() => SpreadLedgerStoreTests.Open(old));
        Assert.Contains("ledger spread", closed.Message, StringComparison.Ordinal);
        Assert.Throws<StorageOpenException>(() => PostgresSchema.Migrate(new(old[0], old)));
    }

    [SkippableFact]
    public async Task Run_WhileANodeHasTheLedgerOpen_IsRefusedAndChangesNothing()
    {
        var (old, made) = (Laid(1), Laid(2));
        await FillAsync(old);
        await using (var node = SpreadLedgerStoreTests.Open(old))
        {
            await node.ReadHeadAsync(new(1), default);
            Assert.Contains("stop every node", (await Assert.ThrowsAsync<StorageOpenException>(() => LedgerCopy.RunAsync(old, made, default))).Message, StringComparison.Ordinal);
        }

        await using var store = SpreadLedgerStoreTests.Open(old);
        Assert.Equal(2, (await store.ReadHeadAsync(new(1), default)).Seq);
    }

    [SkippableFact]
    public async Task Run_ToALedgerThatHoldsStreams_IsRefused()
    {
        var (old, made) = (Laid(1), Laid(2));
        await FillAsync(old);
        await FillAsync(made);
        Assert.Contains("holds streams already", (await Assert.ThrowsAsync<StorageOpenException>(() => LedgerCopy.RunAsync(old, made, default))).Message, StringComparison.Ordinal);
    }

    private static PostgresDatabase[] Laid(int count)
    {
        PostgresDatabase[] databases = [.. Enumerable.Range(0, count).Select(_ => SharedPostgres.Empty())];
        PostgresSchema.Migrate(new(databases[0], databases));
        return databases;
    }

    private static async Task FillAsync(IReadOnlyList<PostgresDatabase> databases)
    {
        await using var store = SpreadLedgerStoreTests.Open(databases);
        for (var number = 1; number <= Campaigns; number++)
        {
            var stream = new TestStream(store, number);
            await stream.AppendAsync(TestStream.Post(1, number));
            await stream.AppendAsync(TestStream.Post(2, number));
        }
    }
}
