using System.Diagnostics;
using System.Globalization;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Benchmarks;

/// <summary>
/// How many entries a second the SQLite ledger makes durable, every commit flushed to disk, from writers that each wait for their answer:
/// <c>ledger [SECONDS] [WRITERS] [ENTRIES PER APPEND] [FOLDER]</c>. A third of the entries each are posts, impressions with a user, and bills.
/// </summary>
internal static class LedgerThroughput
{
    private const int StreamsPerWriter = 16;
    private static readonly AccountId MediaCost = new(AccountKind.MediaCost, 1);
    private static readonly AccountId Payable = new(AccountKind.ExchangePayable, 1);
    private static readonly AccountId Receivable = new(AccountKind.AdvertiserReceivable, 1);
    private static readonly AccountId Revenue = new(AccountKind.Revenue, 1);

    public static async Task<int> RunAsync(string[] args)
    {
        var seconds = Argument(args, 0, 5);
        var writers = Argument(args, 1, 8);
        var entries = Argument(args, 2, 100);
        var folder = Directory.CreateDirectory(Path.Combine(args.Length > 3 ? args[3] : Path.GetTempPath(), $"bidding-ledger-{Environment.ProcessId}"));
        try
        {
            await using var store = SqliteLedgerStore.Open(
                Path.Combine(folder.FullName, "ledger.db"), new LedgerStoreOptions(), TimeProvider.System, NullLogger<SqliteLedgerStore>.Instance);
            await WriteAsync(store, writers, entries, TimeSpan.FromSeconds(1));
            var cpuBefore = Environment.CpuUsage.TotalTime;
            var (written, latencies, elapsed) = await WriteAsync(store, writers, entries, TimeSpan.FromSeconds(seconds));
            var cpu = Environment.CpuUsage.TotalTime - cpuBefore;
            latencies.Sort();
            var bytesPerEntry = new FileInfo(Path.Combine(folder.FullName, "ledger.db")).Length / (double)await CountAsync(store);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{writers} writers, {entries} entries per append, every commit flushed to disk:"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{written / elapsed.TotalSeconds:N0} entries/s, {latencies.Count / elapsed.TotalSeconds:N0} appends/s, {bytesPerEntry:N0} bytes and {cpu.TotalMicroseconds / written:N1} us of CPU per entry"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"append p50 {latencies[latencies.Count / 2]:N1} ms, p99 {latencies[latencies.Count * 99 / 100]:N1} ms, max {latencies[^1]:N1} ms"));
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(long Written, List<double> LatenciesMs, TimeSpan Elapsed)> WriteAsync(
        SqliteLedgerStore store, int writers, int entriesPerAppend, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var perWriter = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var heads = new long[StreamsPerWriter];
            for (var i = 0; i < StreamsPerWriter; i++) heads[i] = (await store.ReadHeadAsync(Stream(writer, i), default)).Seq;
            var random = new Random(writer);
            var latencies = new List<double>();
            var written = 0L;
            for (var round = 0; clock.Elapsed < duration; round++)
            {
                var i = round % StreamsPerWriter;
                var append = Append(Stream(writer, i), heads[i], entriesPerAppend, random);
                var started = clock.Elapsed;
                var result = await store.AppendAsync(append, default);
                if (result.Outcome != AppendOutcome.Committed) throw new InvalidOperationException($"{result.Outcome}");
                latencies.Add((clock.Elapsed - started).TotalMilliseconds);
                heads[i] = result.Head.Seq;
                written += entriesPerAppend;
            }

            return (written, latencies);
        })));
        return (perWriter.Sum(writer => writer.written), [.. perWriter.SelectMany(writer => writer.latencies)], clock.Elapsed);
    }

    private static LedgerAppend Append(CampaignNumber stream, long head, int count, Random random)
    {
        var entries = new LedgerEntry[count];
        for (var i = 0; i < count; i++) entries[i] = Entry(stream, head + i, random);
        return new LedgerAppend
        {
            Stream = stream,
            AppendId = random.NextInt64(),
            ExpectedSeq = head,
            Takeover = 0,
            Mark = new Money(1_000_000_000),
            Currency = CurrencyCode.Eur,
            Entries = entries,
        };
    }

    private static LedgerEntry Entry(CampaignNumber stream, long seq, Random random)
    {
        // One of several gateways made the bid, its counter shared by all campaigns: keys rise per gateway, with gaps.
        var gateway = 0x5151_0000_0000_0000 + (seq % 4);
        var bid = new BidId(gateway, (seq / 3 * 1_000) + stream.Value);
        var entry = new LedgerEntry
        {
            Kind = EntryKind.Post,
            Key = new EventKey(gateway ^ (seq % 3 << 56), bid.Counter),
            Bid = bid,
            AtMs = 1_790_000_000_000 + seq,
            Day = new BudgetDay(20_700),
            Ad = new AdNumber(stream.Value),
            Exchange = new ExchangeNumber(1),
            Amount = new Money(2_000_000),
        };
        return (seq % 3) switch
        {
            0 => entry with { Debit = MediaCost, Credit = Payable, Value = new Money(2_500_000) },
            1 => entry with { Kind = EntryKind.Impression, UserKey = (ulong)random.NextInt64(1, long.MaxValue) },
            _ => entry with { Kind = EntryKind.Bill, Debit = Receivable, Credit = Revenue },
        };
    }

    private static async Task<long> CountAsync(SqliteLedgerStore store)
    {
        var count = 0L;
        foreach (var stream in await store.ReadStreamsAsync(default)) count += (await store.ReadHeadAsync(stream, default)).Seq;
        return count;
    }

    private static CampaignNumber Stream(int writer, int i) => new((writer * StreamsPerWriter) + i + 1);

    private static int Argument(string[] args, int index, int otherwise) =>
        args.Length > index && int.TryParse(args[index], NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : otherwise;
}
