using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Tests.Ledger;

public abstract partial class LedgerStoreContract
{
    [SkippableFact]
    public async Task Append_EightWritersOverManyStreams_EachStreamIsWholeAndTheBooksBalance()
    {
        const int streamsPerWriter = 5, appends = 40, entriesPerAppend = 7;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var streams = Enumerable.Range(1, streamsPerWriter).Select(i => new TestStream(Store, (writer * streamsPerWriter) + i)).ToList();
            for (var append = 0; append < appends; append++)
            {
                foreach (var stream in streams)
                {
                    var first = append * entriesPerAppend;
                    var result = await stream.AppendAsync([.. Enumerable.Range(first, entriesPerAppend).Select(bid => TestStream.Post(bid + 1, 3))]);
                    Assert.Equal(AppendOutcome.Committed, result.Outcome);
                }
            }
        })));
        await ReopenAsync();

        Assert.Equal(40, (await Store.ReadStreamsAsync(None)).Count);
        foreach (var number in await Store.ReadStreamsAsync(None))
        {
            var entries = await new TestStream(Store, number.Value).ReadAsync();
            Assert.Equal(Enumerable.Range(1, appends * entriesPerAppend).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
        }

        Assert.All(await Store.ReadBalancesAsync(None), balance => Assert.Equal(3 * appends * entriesPerAppend, balance.Debits.Nanos + balance.Credits.Nanos));
    }

    [SkippableFact]
    public async Task Append_EightActivationsOfOneStream_OneOfEachRoundWins()
    {
        for (var round = 0; round < 20; round++)
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(activation => Task.Run(async () =>
            {
                var append = new TestStream(Store, 1).Next(TestStream.Post((round * 8) + activation, 1)) with { ExpectedSeq = round, AppendId = (round * 8) + activation };
                return (await Store.AppendAsync(append, None)).Outcome;
            })));
            Assert.Single(results, AppendOutcome.Committed);
            Assert.Equal(7, results.Count(outcome => outcome == AppendOutcome.Conflict));
        }

        Assert.Equal(20, (await Store.ReadHeadAsync(new CampaignNumber(1), None)).Seq);
    }

    [SkippableFact]
    public async Task Append_ConflictsAndDuplicatesAmongGoodOnes_HarmNoOther()
    {
        var bad = new TestStream(Store, 1);
        await bad.AppendAsync(TestStream.Post(1, 1));
        var answers = new List<Task<AppendResult>>();
        for (var i = 0; i < 50; i++)
        {
            answers.Add(Store.AppendAsync(bad.Next(TestStream.Post(2, 1), TestStream.Post(1, 1)), None).AsTask());
            answers.Add(Store.AppendAsync(bad.Next(TestStream.Post(3, 1)) with { ExpectedSeq = 99 }, None).AsTask());
            answers.Add(new TestStream(Store, 100 + i).AppendAsync(TestStream.Post(1, 1)));
        }

        var outcomes = (await Task.WhenAll(answers)).Select(result => result.Outcome).ToList();
        Assert.Equal(50, outcomes.Count(outcome => outcome == AppendOutcome.Duplicate));
        Assert.Equal(50, outcomes.Count(outcome => outcome == AppendOutcome.Conflict));
        Assert.Equal(50, outcomes.Count(outcome => outcome == AppendOutcome.Committed));
        Assert.Single(await bad.ReadAsync());
    }

    /// <summary>Good appends, stale ones, duplicates, repeats and takeovers in any order, against a model that fits on a page.</summary>
    [SkippableTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Append_AnySequence_AgreesWithTheModel(int seed)
    {
        var random = new Random(seed);
        var model = new ModelStream();
        LedgerAppend? last = null;
        for (var step = 0; step < 200; step++)
        {
            var takeover = model.Head.Takeover + random.Next(-1, 2);
            List<LedgerEntry> entries = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => TestStream.Post(random.Next(1, 300), random.Next(0, 100)))];
            if (random.Next(10) == 0) entries.Add(TestStream.TakeoverEntry(takeover));
            var append = last is not null && random.Next(5) == 0 ? last : new LedgerAppend
            {
                Stream = new CampaignNumber(1),
                AppendId = random.NextInt64(),
                ExpectedSeq = Math.Max(0, model.Head.Seq - (random.Next(5) == 0 ? 1 : 0)),
                Takeover = Math.Max(0, random.Next(3) == 0 ? takeover : model.Head.Takeover),
                Mark = new Money(random.Next(1_000)),
                Currency = CurrencyCode.Eur,
                Entries = entries,
            };
            last = append;
            Assert.Equal(model.Append(append), await Store.AppendAsync(append, None));
        }

        Assert.Equal(model.Entries, await new TestStream(Store, 1).ReadAsync());
        Assert.Contains(model.Outcomes, outcome => outcome == AppendOutcome.Duplicate);
        Assert.Contains(model.Outcomes, outcome => outcome == AppendOutcome.Conflict);
    }

    private sealed class ModelStream
    {
        private long _lastId;
        private long _lastExpected;

        public StreamHead Head { get; private set; }

        public List<LedgerEntry> Entries { get; } = [];

        public List<AppendOutcome> Outcomes { get; } = [];

        public AppendResult Append(LedgerAppend append)
        {
            var outcome = Decide(append);
            Outcomes.Add(outcome);
            return new AppendResult(outcome, Head);
        }

        private AppendOutcome Decide(LedgerAppend append)
        {
            if (Head.Seq > 0 && append.AppendId == _lastId && append.ExpectedSeq == _lastExpected) return AppendOutcome.Committed;
            var takesOver = append.Takeover > Head.Takeover && append.Entries.Any(entry => entry.Kind == EntryKind.Takeover);
            if (append.ExpectedSeq != Head.Seq || (append.Takeover != Head.Takeover && !takesOver)) return AppendOutcome.Conflict;
            var keys = Entries.Concat(append.Entries).Select(entry => entry.Key).ToList();
            if (keys.Distinct().Count() != keys.Count) return AppendOutcome.Duplicate;
            foreach (var entry in append.Entries) Entries.Add(entry with { Seq = Entries.Count + 1 });
            Head = new StreamHead(Entries.Count, append.Mark, append.Takeover);
            (_lastId, _lastExpected) = (append.AppendId, append.ExpectedSeq);
            return AppendOutcome.Committed;
        }
    }
}
