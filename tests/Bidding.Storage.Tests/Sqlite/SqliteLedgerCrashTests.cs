using System.Globalization;
using Bidding.Core.Ids;
using Bidding.Storage.Tests.Ledger;

namespace Bidding.Storage.Tests.Sqlite;

/// <summary>Real processes, killed with SIGKILL while eight writers append.</summary>
public sealed class SqliteLedgerCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string LedgerFile => _folder.File("ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_ProcessKilled_LosesNothingAcknowledgedAndKeepsNoHalfAppend()
    {
        for (var life = 0; life < 2; life++)
        {
            var file = _folder.File($"ledger{life}.db");
            using var writer = WriterProcess.Start(file);
            await writer.WaitForAsync("acknowledged", 300 * (life + 1));
            await writer.KillAsync();
            await AssertWholeAsync(file, writer.Acknowledged);
        }
    }

    [Fact]
    public async Task Append_AfterAKill_TheFileIsWrittenOn()
    {
        using (var writer = WriterProcess.Start(LedgerFile))
        {
            await writer.WaitForAsync("acknowledged", 200);
            await writer.KillAsync();
        }

        await using var store = SqliteLedgerStoreTests.Open(LedgerFile);
        var head = await store.ReadHeadAsync(new CampaignNumber(1), default);
        var stream = new TestStream(store, 1);
        var next = stream.Next(TestStream.Post(1_000_000, 7)) with { ExpectedSeq = head.Seq, AppendId = -1 };
        Assert.Equal(head.Seq + 1, (await store.AppendAsync(next, default)).Head.Seq);
    }

    [SkippableFact]
    public async Task Append_WritesFail_IsInDoubtAndGoesOnOnceTheyWorkAgain()
    {
        Skip.IfNot(File.Exists("/usr/bin/prlimit"), "prlimit (package util-linux) is not installed: writes cannot be made to fail.");
        using var writer = WriterProcess.Start(LedgerFile);
        await writer.WaitForAsync("acknowledged", 50);
        writer.LimitFileSize(new FileInfo(LedgerFile + "-wal").Length.ToString(CultureInfo.InvariantCulture));
        await writer.WaitForAsync("unavailable", 20);
        writer.LimitFileSize("unlimited");
        await writer.WaitForAsync("acknowledged", 300);
        await writer.KillAsync();

        await AssertWholeAsync(LedgerFile, writer.Acknowledged);
    }

    private static async Task AssertWholeAsync(string file, Dictionary<int, long> acknowledged)
    {
        await using var store = SqliteLedgerStoreTests.Open(file);
        Assert.NotEmpty(acknowledged);
        foreach (var (number, seq) in acknowledged)
        {
            await using var image = await store.OpenImageAsync(new CampaignNumber(number), default);
            var entries = await new TestStream(store, number).ReadAsync();
            Assert.True(image.Head.Seq >= seq, $"Stream {number} ends at {image.Head.Seq} and {seq} was acknowledged.");
            Assert.Equal(0, image.Head.Seq % 5);
            Assert.Equal(Enumerable.Range(1, (int)image.Head.Seq).Select(i => (long)i), entries.Select(entry => entry.Seq));
            Assert.All(image.Balances, balance => Assert.Equal(7 * image.Head.Seq, balance.Debits.Nanos + balance.Credits.Nanos));
        }
    }
}
