using Bidding.Core.Ids;
using Bidding.Storage.Tests.Ledger;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteLedgerHeadsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ReadHead_OfManyStreamsAtOnce_AnswersEachWithItsOwn()
    {
        await using var store = SqliteLedgerStoreTests.Open(_folder.File("ledger.db"));
        for (var number = 1; number <= 5; number++)
        {
            var stream = new TestStream(store, number);
            for (var entry = 1; entry <= number; entry++) await stream.AppendAsync(TestStream.Post((number * 100) + entry, 1));
        }

        var asked = Enumerable.Range(0, 2_000).Select(i => (i % 6) + 1).ToArray();
        var heads = await Task.WhenAll(asked.Select(stream => Task.Run(() => store.ReadHeadAsync(new CampaignNumber(stream), default).AsTask())));
        Assert.Equal(asked.Select(stream => stream == 6 ? 0L : stream), heads.Select(head => head.Seq));
    }

    [Fact]
    public async Task ReadHead_AskedAfterAnAppend_ShowsIt()
    {
        await using var store = SqliteLedgerStoreTests.Open(_folder.File("ledger.db"));
        var stream = new TestStream(store, 1);
        for (var seq = 1; seq <= 50; seq++)
        {
            await stream.AppendAsync(TestStream.Post(seq, 1));
            Assert.Equal(seq, (await store.ReadHeadAsync(new CampaignNumber(1), default)).Seq);
        }
    }

    [Fact]
    public async Task ReadHead_Cancelled_EndsForWhoeverAskedAlone()
    {
        await using var store = SqliteLedgerStoreTests.Open(_folder.File("ledger.db"));
        using var over = new CancellationTokenSource();
        await over.CancelAsync();
        var others = Enumerable.Range(1, 20).Select(stream => store.ReadHeadAsync(new CampaignNumber(stream), default).AsTask()).ToArray();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.ReadHeadAsync(new CampaignNumber(1), over.Token).AsTask());
        Assert.All(await Task.WhenAll(others), head => Assert.Equal(0, head.Seq));
    }
}
