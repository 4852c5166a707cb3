using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Bench.Ledger;
using Bidding.Storage;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using HdrHistogram;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Bidding.LoadTest.Bench.Heads;

/// <summary>What <see cref="HeadsBenchRun"/> does.</summary>
internal sealed record HeadsBenchOptions
{
    public required int Campaigns { get; init; }
    public required int Active { get; init; }
    public required int EverySeconds { get; init; }
    public required int Seconds { get; init; }
}

/// <summary>A ledger with many streams, and the reads of an evenly ticking node on it.</summary>
internal sealed class HeadsBenchRun : IAsyncDisposable
{
    /// <summary>Campaigns are ticked in as many parts of a second.</summary>
    private const int TicksPerSecond = 50;
    private const int AppendsAtOnce = 2_000;
    private readonly HeadsBenchOptions _options;
    private readonly PostgresLedgerStore _store;
    private readonly NpgsqlDataSource _source;

    private HeadsBenchRun(HeadsBenchOptions options, PostgresLedgerStore store, NpgsqlDataSource source) => (_options, _store, _source) = (options, store, source);

    /// <summary>Fills the ledger. Throws <see cref="StorageOpenException"/>, also where it is not empty.</summary>
    public static async Task<HeadsBenchRun> OpenAsync(HeadsBenchOptions options, string connectionString, CancellationToken cancel)
    {
        var database = PostgresDatabase.Parse(connectionString);
        PostgresSchema.Migrate(new(database, [database]));
        var store = PostgresLedgerStore.Open(database, new LedgerStoreOptions(), TimeProvider.System, NullLogger<PostgresLedgerStore>.Instance);
        var run = new HeadsBenchRun(options, store, NpgsqlDataSource.Create(connectionString));
        try
        {
            if ((await store.ReadStreamsAsync(cancel)).Count > 0) throw new StorageOpenException("The ledger in this database is not empty: name one made for the bench.");
            await run.FillAsync();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async Task<HeadsBenchReport> MeasureAsync(CancellationToken cancel)
    {
        var times = new LongConcurrentHistogram(1, TimeSpan.TicksPerMinute, 3);
        await RenewAsync(1, times, cancel);
        times.Reset();
        var transactions = await ReadTransactionsAsync(cancel);
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var reads = await RenewAsync(_options.Seconds, times, cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        // The server publishes its counts at most once a second.
        await Task.Delay(TimeSpan.FromSeconds(2), cancel);
        var questions = await ReadTransactionsAsync(cancel) - transactions;
        return new(
            _options, reads / seconds, questions / seconds, cpu.TotalSeconds / seconds, reads == 0 ? 0 : cpu.TotalMicroseconds / reads,
            times.GetValueAtPercentile(50) / (double)TimeSpan.TicksPerMillisecond, times.GetValueAtPercentile(99) / (double)TimeSpan.TicksPerMillisecond);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task FillAsync()
    {
        var events = new LedgerLoadOptions { EventsPerAppend = 1 };
        var random = new Random(1);
        for (var from = 1; from <= _options.Campaigns; from += AppendsAtOnce)
        {
            var appends = Enumerable.Range(from, Math.Min(AppendsAtOnce, _options.Campaigns + 1 - from)).Select(number => LedgerEvents.Append(new(number), 0, events, random)).ToList();
            await Task.WhenAll(appends.Select(append => _store.AppendAsync(append, CancellationToken.None).AsTask()));
        }
    }

    // Evenly, as campaigns tick; the active ones lie spread over all of them.
    private async Task<long> RenewAsync(int seconds, LongConcurrentHistogram times, CancellationToken cancel)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromSeconds(1) / TicksPerSecond);
        var clock = Stopwatch.StartNew();
        var reads = new List<Task>();
        var asked = 0L;
        while (clock.Elapsed.TotalSeconds < seconds && await ticks.WaitForNextTickAsync(cancel))
        {
            for (var due = (long)(clock.Elapsed.TotalSeconds * _options.Active / _options.EverySeconds); asked < due; asked++)
            {
                reads.Add(ReadAsync(new((int)((asked % _options.Active * _options.Campaigns / _options.Active) + 1)), times));
            }
        }

        await Task.WhenAll(reads);
        return asked;
    }

    private async Task ReadAsync(CampaignNumber stream, LongConcurrentHistogram times)
    {
        var started = Stopwatch.GetTimestamp();
        var head = await _store.ReadHeadAsync(stream, CancellationToken.None);
        times.RecordValue(Math.Max(1, Stopwatch.GetElapsedTime(started).Ticks));
        if (head.Seq != 1) throw new InvalidOperationException($"The head of stream {stream.Value} is at {head.Seq}.");
    }

    private async Task<long> ReadTransactionsAsync(CancellationToken cancel)
    {
        await using var command = _source.CreateCommand("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }
}

/// <param name="CpuCores">Of this process: the node's share, without the server's.</param>
internal sealed record HeadsBenchReport(
    HeadsBenchOptions Options, double ReadsPerSecond, double QuestionsPerSecond, double CpuCores, double MicrosecondsPerRead, double P50Ms, double P99Ms)
{
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string ToJson() => JsonSerializer.Serialize(this, SnakeCase);

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Options.Campaigns:N0} streams, {Options.Active:N0} of them renewed every {Options.EverySeconds} s
        heads read          {ReadsPerSecond,10:N0} /s, in {QuestionsPerSecond:N0} questions/s
        CPU of the node     {CpuCores * 100,10:0.0} % of a core, {MicrosecondsPerRead:0.0} us per head
        wait                {P50Ms,10:0.0} ms p50, {P99Ms:0.0} ms p99
        """);
}
