using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage.Sqlite.Ledger;
using Bidding.Storage.Tests.Ledger;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteLedgerFailureTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(200);
    private readonly TemporaryFolder _folder = new();

    private string LedgerFile => _folder.File("ledger.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_FileLockedByAnotherProcess_IsInDoubtAndGoesOnAfterwards()
    {
        await using var store = SqliteLedgerStoreTests.Open(LedgerFile);
        var append = new TestStream(store, 1).Next(TestStream.Post(1, 10));
        using (new ForeignLock(LedgerFile))
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.AppendAsync(append, default).AsTask());
        }

        Assert.Equal(AppendOutcome.Committed, (await store.AppendAsync(append, default)).Outcome);
        Assert.Single(await new TestStream(store, 1).ReadAsync());
    }

    [Fact]
    public async Task Append_NotAnsweredInTime_IsInDoubtAndItsRepeatWritesOnce()
    {
        await using var store = SqliteLedgerStoreTests.Open(LedgerFile, new LedgerStoreOptions { AppendTimeout = Soon });
        var append = new TestStream(store, 1).Next(TestStream.Post(1, 10));
        using (new ForeignLock(LedgerFile))
        {
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => store.AppendAsync(append, default).AsTask());
        }

        Assert.Equal(AppendOutcome.Committed, (await RepeatUntilAnswered(store, append)).Outcome);
        Assert.Single(await new TestStream(store, 1).ReadAsync());
    }

    [Fact]
    public async Task Append_QueueFull_IsRefusedAfterTheDeadline()
    {
        await using var store = SqliteLedgerStoreTests.Open(LedgerFile, new LedgerStoreOptions { QueueCapacity = 1, MaxEntriesPerTransaction = 1, QueueTimeout = Soon });
        List<Task> answers;
        using (new ForeignLock(LedgerFile))
        {
            // One is with the writer, which waits for the lock longer than the deadline; one is queued; there is no room for the others.
            answers = [.. Enumerable.Range(1, 4).Select(number => (Task)new TestStream(store, number).AppendAsync(TestStream.Post(1, 10)))];
            var refused = await Task.WhenAny(answers);
            var error = await Assert.ThrowsAsync<LedgerUnavailableException>(() => refused);
            Assert.Contains("nothing was written", error.Message, StringComparison.Ordinal);
        }

        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(static _ => { }, TaskScheduler.Default)));
        Assert.InRange((await store.ReadStreamsAsync(default)).Count, 0, 2);
    }

    [Fact]
    public void Open_FileIsNoDatabase_SaysSo()
    {
        File.WriteAllText(LedgerFile, new string('z', 8_192));
        var error = Assert.Throws<StorageOpenException>(() => SqliteLedgerStoreTests.Open(LedgerFile));
        Assert.Contains(LedgerFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_NewerSchema_IsRefused()
    {
        await using (SqliteLedgerStoreTests.Open(LedgerFile))
        {
        }

        Execute(LedgerFile, "INSERT INTO schema_versions VALUES (99, 'future', 0)");

        Assert.Contains("newer version", Assert.Throws<StorageOpenException>(() => SqliteLedgerStoreTests.Open(LedgerFile)).Message, StringComparison.Ordinal);
        Assert.Contains("newer version", Assert.Throws<StorageOpenException>(() => SqliteLedgerReader.Open(LedgerFile)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenReader_NoFile_SaysSoAndCreatesNone()
    {
        Assert.Throws<StorageOpenException>(() => SqliteLedgerReader.Open(LedgerFile));
        Assert.False(File.Exists(LedgerFile));
    }

    [Fact]
    public async Task Reader_WhileAStoreWrites_SeesWhatIsCommitted()
    {
        await using var store = SqliteLedgerStoreTests.Open(LedgerFile);
        using var reader = SqliteLedgerReader.Open(LedgerFile);
        await new TestStream(store, 1).AppendAsync(TestStream.Post(1, 10));
        Assert.Equal(1, (await reader.ReadHeadAsync(new CampaignNumber(1), default)).Seq);
    }

    [Fact]
    public async Task Dispose_AppendsQueued_AnswersThemFirst()
    {
        var store = SqliteLedgerStoreTests.Open(LedgerFile);
        var answers = Enumerable.Range(1, 100).Select(number => new TestStream(store, number).AppendAsync(TestStream.Post(1, 10))).ToList();
        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(answers), result => Assert.Equal(AppendOutcome.Committed, result.Outcome));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => new TestStream(store, 1).AppendAsync(TestStream.Post(1, 10)));
    }

    [Fact]
    public async Task Dispose_AfterReadsAndWrites_LeavesOneFileThatHoldsAll()
    {
        await using (var store = SqliteLedgerStoreTests.Open(LedgerFile))
        {
            await new TestStream(store, 1).AppendAsync(TestStream.Post(1, 10));
            await store.ReadHeadAsync(new CampaignNumber(1), default);
        }

        Assert.Equal(["ledger.db"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName));
    }

    private static async Task<AppendResult> RepeatUntilAnswered(SqliteLedgerStore store, LedgerAppend append)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await store.AppendAsync(append, default);
            }
            catch (LedgerUnavailableException) when (attempt < 100)
            {
                // In doubt still: the store waits up to its deadline by itself.
            }
        }
    }

    private static void Execute(string file, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Holds the file's write lock, as a second program would.</summary>
    private sealed class ForeignLock : IDisposable
    {
        private readonly SqliteConnection _connection;

        public ForeignLock(string file)
        {
            _connection = new SqliteConnection($"Data Source={file};Pooling=False");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
        }

        public void Dispose() => _connection.Dispose();
    }
}
