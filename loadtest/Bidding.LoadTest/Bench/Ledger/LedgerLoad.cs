using System.Diagnostics;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>What is put on the ledger.</summary>
internal sealed record LedgerLoadOptions
{
    public int Seconds { get; init; }
    public int Writers { get; init; }
    public int Campaigns { get; init; }
    public int Connections { get; init; }
    public int EventsPerAppend { get; init; }
    public int DuplicatePercent { get; init; }
    public int UserPercent { get; init; }
}

/// <param name="Refused">Appends that the ledger refused for an event it knew.</param>
/// <param name="DuplicatesSent">Appends that held such an event.</param>
/// <param name="Commits">Transactions made durable meanwhile.</param>
internal sealed record LedgerLoadResult(long Events, long Appends, long Refused, long DuplicatesSent, double Commits, TimeSpan Elapsed, List<double> LatenciesMs);

/// <summary>Writers that append to the store as campaigns' grains do: each knows the heads of its own streams and waits for every answer.</summary>
internal sealed class LedgerLoad
{
    private readonly ILedgerStore _store;
    private readonly Writer[] _writers;

    public LedgerLoad(LedgerLoadOptions options, ILedgerStore store)
    {
        _store = store;
        _writers = [.. Enumerable.Range(0, options.Writers).Select(writer => new Writer(options, writer))];
    }

    /// <summary>Events that should be in the ledger: those of all appends answered as committed so far.</summary>
    public long Committed => _writers.Sum(writer => writer.Heads.Sum(head => head.Value));

    public async Task<LedgerLoadResult> RunAsync(TimeSpan duration, CancellationToken cancel)
    {
        var commitsBefore = await CommitCounter.ReadAsync(cancel);
        var clock = Stopwatch.StartNew();
        var results = await Task.WhenAll(_writers.Select(writer => Task.Run(() => writer.RunAsync(_store, clock, duration, cancel), cancel)));
        var elapsed = clock.Elapsed;
        return new(
            results.Sum(one => one.Events),
            results.Sum(one => one.Appends),
            results.Sum(one => one.Refused),
            results.Sum(one => one.DuplicatesSent),
            await CommitCounter.ReadAsync(cancel) - commitsBefore,
            elapsed,
            [.. results.SelectMany(one => one.LatenciesMs).Order()]);
    }

    /// <summary>What the ledger holds: entries by its heads, counted entries, and entries that the writers were told are durable.</summary>
    public async Task<LedgerHeld> ReadHeadsAsync(CancellationToken cancel)
    {
        long heads = 0, entries = 0;
        foreach (var stream in await _store.ReadStreamsAsync(cancel))
        {
            heads += (await _store.ReadHeadAsync(stream, cancel)).Seq;
            await foreach (var entry in _store.ReadEntriesAsync(stream, 0, cancel))
            {
                entries++;
            }
        }

        return new(heads, entries, Committed);
    }

    private sealed class Writer(LedgerLoadOptions options, int number)
    {
        private readonly Random _random = new(number);
        private readonly CampaignNumber[] _streams = [.. Enumerable.Range(1, options.Campaigns).Where(campaign => campaign % options.Writers == number).Select(campaign => new CampaignNumber(campaign))];
        private int _turn;

        public Dictionary<CampaignNumber, long> Heads { get; } = [];

        public async Task<LedgerLoadResult> RunAsync(ILedgerStore store, Stopwatch clock, TimeSpan duration, CancellationToken cancel)
        {
            var latencies = new List<double>();
            long events = 0, appends = 0, refused = 0, duplicates = 0;
            while (clock.Elapsed < duration)
            {
                cancel.ThrowIfCancellationRequested();
                var stream = _streams[_turn++ % _streams.Length];
                Heads.TryGetValue(stream, out var head);
                var append = LedgerEvents.Append(stream, head, options, _random);
                if (head > 0 && _random.Next(100) < options.DuplicatePercent)
                {
                    duplicates++;
                    refused += await SendAsync(LedgerEvents.WithKnown(append, head, _random)) == AppendOutcome.Duplicate ? 1 : 0;
                }

                if (await SendAsync(append) != AppendOutcome.Committed)
                {
                    throw new InvalidOperationException("An append without a known event was refused.");
                }

                Heads[stream] = head + append.Entries.Count;
                events += append.Entries.Count;
            }

            return new(events, appends, refused, duplicates, 0, clock.Elapsed, latencies);

            async Task<AppendOutcome> SendAsync(LedgerAppend append)
            {
                var started = clock.Elapsed;
                var result = await store.AppendAsync(append, cancel);
                latencies.Add((clock.Elapsed - started).TotalMilliseconds);
                appends++;
                return result.Outcome;
            }
        }
    }
}

internal sealed record LedgerHeld(long Heads, long Entries, long Acknowledged)
{
    public bool IsExact => Heads == Entries && Entries == Acknowledged;
}
