using System.Collections.Concurrent;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Nodes;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Tests.Ledger;
using Npgsql;

namespace Bidding.Storage.Tests.Postgres;

/// <summary>A real server, killed, frozen or held up while eight writers append: nothing acknowledged is lost, nothing is there twice.</summary>
public sealed class PostgresFaultTests : IDisposable
{
    private const int Writers = 8;
    private const int EntriesPerAppend = 5;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<int, long> _acknowledged = new();
    private readonly CancellationTokenSource _stop = new();
    private LocalPostgres? _server;
    private PostgresDatabase? _database;
    private int _unavailable;

    public void Dispose()
    {
        _server?.Dispose();
        _stop.Dispose();
    }

    [SkippableFact]
    public async Task Append_ServerKilledAndStartedAgain_LosesNothingAndDoublesNothing()
    {
        var (store, writing) = Start();
        await using (store)
        {
            for (var life = 0; life < 3; life++)
            {
                await AcknowledgedAsync(300);
                _server!.Kill();
                await UnavailableAsync(Writers);
                _server.StartServer();
            }

            await AcknowledgedAsync(300);
            await EndAsync(writing);
            await AssertWholeAsync(store);
        }
    }

    [SkippableFact]
    public async Task Append_ServerFrozenForLongerThanTheDeadline_LosesNothingAndDoublesNothing()
    {
        var (store, writing) = Start();
        await using (store)
        {
            await AcknowledgedAsync(300);
            _server!.Freeze();
            await UnavailableAsync(2 * Writers);
            _server.Thaw();
            await AcknowledgedAsync(300);
            await EndAsync(writing);
            await AssertWholeAsync(store);
        }
    }

    // More reads than the pool has threads at first stand at their deadline at once: none of these threads may wait with them. The deadline leaves a busy machine time to open their connections.
    [SkippableFact]
    public async Task Reads_ServerFrozenUntilTheirDeadline_LeaveThePoolsThreadsFree()
    {
        const int reads = 16;
        var deadline = TimeSpan.FromSeconds(4);
        _server = SharedPostgres.Start();
        _database = PostgresDatabase.Parse(_server.CreateDatabase("books"));
        PostgresSchema.Migrate(new(_database, [_database]));
        await using var store = PostgresLedgerStoreTests.Open(_database, new LedgerStoreOptions { AppendTimeout = deadline, MaxReaders = reads });
        await Task.WhenAll(Enumerable.Range(1, reads).Select(ReadAsync));
        _server.Freeze();
        var frozen = Task.WhenAll(Enumerable.Range(1, reads).Select(number => Assert.ThrowsAsync<LedgerUnavailableException>(() => ReadAsync(number))));
        var longest = TimeSpan.Zero;
        for (var since = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(since) < deadline + TimeSpan.FromSeconds(2);)
        {
            var asked = TimeProvider.System.GetTimestamp();
            await Task.Run(static () => { });
            var took = TimeProvider.System.GetElapsedTime(asked);
            longest = took > longest ? took : longest;
        }

        await frozen;
        _server.Thaw();
        Assert.True(longest < TimeSpan.FromSeconds(1), $"work of the pool waited for {longest}");
        await Eventually.TrueAsync(AnswersAsync, Deadline, () => "the server answers again");

        async Task<bool> AnswersAsync()
        {
            try
            {
                await ReadAsync(1);
                return true;
            }
            catch (LedgerUnavailableException)
            {
                return false;
            }
        }

        Task ReadAsync(int number) => store.FindByBidsAsync(new(number), [new BidId(1, number)], CancellationToken.None).AsTask();
    }

    [SkippableFact]
    public async Task Append_EachCommitsAnswerLost_IsDecidedByWhatTheLedgerHolds()
    {
        var (store, writing) = Start();
        await using (store)
        {
            for (var round = 0; round < 10; round++)
            {
                await AcknowledgedAsync(50);
                PostgresSchemaTests.Execute(_database!, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bidding ledger'");
            }

            await AcknowledgedAsync(50);
            await EndAsync(writing);
            Assert.True(_unavailable > 0);
            await AssertWholeAsync(store);
        }
    }

    [SkippableFact]
    public async Task Append_HeadLockedByAFrozenNode_GoesOnWhenTheServerEndsItsTransaction()
    {
        _database = SharedPostgres.Migrated();
        await using var store = Open();
        await new TestStream(store, 1).AppendAsync(TestStream.Post(1, 10));
        using var frozen = ForeignLock.Take(_database, PostgresSession.LedgerWrites);

        var append = new TestStream(store, 1).Next(TestStream.Post(2, 10)) with { ExpectedSeq = 1 };
        Assert.Equal(AppendOutcome.Committed, (await RepeatAsync(store, append)).Outcome);
    }

    [SkippableFact]
    public async Task Append_QueueFull_IsRefusedAfterTheDeadline()
    {
        _database = SharedPostgres.Migrated();
        var options = new LedgerStoreOptions { WritersPerDatabase = 1, QueueCapacity = 1, MaxEntriesPerTransaction = 1, QueueTimeout = TimeSpan.FromMilliseconds(200) };
        await using var store = PostgresLedgerStoreTests.Open(_database, options);
        foreach (var number in (int[])[1, 2, 3, 4]) await new TestStream(store, number).AppendAsync(TestStream.Post(1, 10));
        using var held = ForeignLock.Take(_database, "SELECT 1");
        var answers = Enumerable.Range(1, 4).Select(number => (Task)store.AppendAsync(new TestStream(store, number).Next(TestStream.Post(2, 10)) with { ExpectedSeq = 1 }, default).AsTask()).ToList();
        var error = await Assert.ThrowsAsync<LedgerUnavailableException>(async () => await await Task.WhenAny(answers));

        Assert.Contains("nothing was written", error.Message, StringComparison.Ordinal);
        await Task.WhenAll(answers.Select(answer => answer.ContinueWith(static _ => { }, TaskScheduler.Default)));
    }

    [SkippableFact]
    public async Task Append_TwoNodesOneStream_OneTakesOverAndTheOtherIsFenced()
    {
        _database = SharedPostgres.Migrated();
        await using var one = Open();
        await using var two = Open();
        var (old, successor) = (new TestStream(one, 1), new TestStream(two, 1) { Takeover = 1 });
        await old.AppendAsync(TestStream.Post(1, 10));

        var takeover = successor.Next(TestStream.TakeoverEntry(1)) with { ExpectedSeq = 1 };
        Assert.Equal(AppendOutcome.Committed, (await successor.AppendAsync(takeover)).Outcome);
        Assert.Equal(AppendOutcome.Conflict, (await old.AppendAsync(TestStream.Post(2, 10))).Outcome);
        Assert.Equal(AppendOutcome.Conflict, (await old.AppendAsync(TestStream.Post(2, 10))).Outcome); // The right seq now, and not its stream any more.
    }

    [SkippableFact]
    public async Task Dispose_AppendsQueued_AnswersThemFirst()
    {
        _database = SharedPostgres.Migrated();
        var store = Open();
        var answers = Enumerable.Range(1, 100).Select(number => new TestStream(store, number).AppendAsync(TestStream.Post(1, 10))).ToList();
        await store.DisposeAsync();

        Assert.All(await Task.WhenAll(answers), result => Assert.Equal(AppendOutcome.Committed, result.Outcome));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => new TestStream(store, 1).AppendAsync(TestStream.Post(1, 10)));
    }

    private PostgresLedgerStore Open() => PostgresLedgerStoreTests.Open(_database!, new LedgerStoreOptions { AppendTimeout = TimeSpan.FromSeconds(2) });

    private (PostgresLedgerStore Store, Task Writing) Start()
    {
        _server = SharedPostgres.Start();
        _database = PostgresDatabase.Parse(_server.CreateDatabase("books"));
        PostgresSchema.Migrate(new(_database, [_database]));
        var store = Open();
        return (store, Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer)))));
    }

    private async Task WriteAsync(ILedgerStore store, int writer)
    {
        var streams = Enumerable.Range(1, 3).Select(i => new TestStream(store, (writer * 3) + i)).ToList();
        for (var round = 0L; !_stop.IsCancellationRequested; round++)
        {
            foreach (var stream in streams)
            {
                var first = (round * EntriesPerAppend) + 1;
                var append = stream.Next([.. Enumerable.Range(0, EntriesPerAppend).Select(i => TestStream.Post(first + i, 7))]);
                var result = await RepeatAsync(store, append);
                Assert.Equal(AppendOutcome.Committed, result.Outcome);
                Assert.Equal(append.ExpectedSeq + EntriesPerAppend, result.Head.Seq);
                stream.Follow(result);
                _acknowledged[stream.Number.Value] = result.Head.Seq;
            }
        }
    }

    private async Task<AppendResult> RepeatAsync(ILedgerStore store, LedgerAppend append)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            try
            {
                return await store.AppendAsync(append, deadline.Token);
            }
            catch (LedgerUnavailableException)
            {
                Interlocked.Increment(ref _unavailable);
                await Task.Yield();
            }
        }
    }

    /// <summary>Holds the heads of all streams, as another node's session would.</summary>
    private sealed class ForeignLock(NpgsqlDataSource source, NpgsqlConnection connection) : IDisposable
    {
        public static ForeignLock Take(PostgresDatabase database, string session)
        {
            var source = database.Open("ledger", 1, Deadline, session);
            var connection = source.OpenConnection();
            using var command = new NpgsqlCommand("BEGIN; SELECT * FROM ledger.streams FOR UPDATE", connection);
            command.ExecuteNonQuery();
            return new(source, connection);
        }

        public void Dispose()
        {
            try
            {
                connection.Dispose();
            }
            catch (NpgsqlException)
            {
                // The server has ended it: that is what the test waited for.
            }

            source.Dispose();
        }
    }

    private Task AcknowledgedAsync(int appends)
    {
        var goal = _acknowledged.Values.Sum() + (appends * EntriesPerAppend);
        return Eventually.TrueAsync(() => _acknowledged.Values.Sum() >= goal, Deadline, $"{appends} more appends acknowledged");
    }

    private Task UnavailableAsync(int appends)
    {
        var goal = Volatile.Read(ref _unavailable) + appends;
        return Eventually.TrueAsync(() => Volatile.Read(ref _unavailable) >= goal, Deadline, $"{appends} more appends in doubt");
    }

    private async Task EndAsync(Task writing)
    {
        await _stop.CancelAsync();
        await writing;
    }

    private async Task AssertWholeAsync(PostgresLedgerStore store)
    {
        Assert.Equal(3 * Writers, _acknowledged.Count);
        foreach (var (number, seq) in _acknowledged)
        {
            await using var image = await store.OpenImageAsync(new CampaignNumber(number), default);
            var entries = await new TestStream(store, number).ReadAsync();
            Assert.Equal(seq, image.Head.Seq);
            Assert.Equal(Enumerable.Range(1, (int)seq).Select(i => (long)i), entries.Select(entry => entry.Seq));
            Assert.Equal(entries.Count, entries.Select(entry => entry.Key).Distinct().Count());
            Assert.All(image.Balances, balance => Assert.Equal(7 * seq, balance.Debits.Nanos + balance.Credits.Nanos));
        }
    }
}
