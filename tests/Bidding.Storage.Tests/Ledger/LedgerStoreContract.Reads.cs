using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Tests.Ledger;

public abstract partial class LedgerStoreContract
{
    [SkippableFact]
    public async Task FindByBids_SomeKnown_ReturnsTheirEntriesInOrderOfSeq()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(TestStream.Post(5, 10), TestStream.Post(2, 20), TestStream.Impression(5, 0, 1), TestStream.Post(9, 1), TestStream.TakeoverEntry(0));
        await new TestStream(Store, 2).AppendAsync(TestStream.Post(2, 77));

        var found = await Store.FindByBidsAsync(stream.Number, [new BidId(1, 2), new BidId(1, 5), new BidId(1, 5), new BidId(1, 404), default], None);

        Assert.Equal([1L, 2, 3], found.Select(entry => entry.Seq));
        Assert.Equal(await Take(stream, 3), found);
    }

    [SkippableFact]
    public async Task FindByBids_EntriesWhoseKeyIsNotTheBids_AreFoundToo()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(
            TestStream.Post(5, 10),
            TestStream.Post(5, 20) with { Key = new EventKey(987, 654) },
            TestStream.Post(5, 30) with { Key = default },
            TestStream.Post(5, 40) with { Key = new EventKey(77, 5), Bid = new BidId(2, 5) },
            TestStream.Post(5, 50) with { Key = new EventKey(78, 5), Bid = default });

        Assert.Equal([10L, 20, 30], (await Store.FindByBidsAsync(stream.Number, [new BidId(1, 5)], None)).Select(entry => entry.Amount.Nanos));
        Assert.Equal([40L], (await Store.FindByBidsAsync(stream.Number, [new BidId(2, 5)], None)).Select(entry => entry.Amount.Nanos));
    }

    [SkippableFact]
    public async Task ReadEntries_LongStreamsAppendedToInTurns_AreWholeFromAnySeq()
    {
        TestStream[] streams = [new(Store, 1), new(Store, 2), new(Store, 3)];
        for (var append = 0; append < 90; append++)
        {
            var first = append * 100;
            await streams[append % 3].AppendAsync([.. Enumerable.Range(first, 1 + (append * 7 % 60)).Select(bid => TestStream.Post(bid, bid + 1))]);
        }

        foreach (var stream in streams)
        {
            var all = await stream.ReadAsync();
            Assert.InRange(all.Count, 600, 2_000);
            Assert.Equal(Enumerable.Range(1, (int)stream.Seq), all.Select(entry => (int)entry.Seq));
            Assert.Equal(all.OrderBy(entry => entry.Amount.Nanos), all);
            foreach (var after in (long[])[1, 100, 255, 256, 257, stream.Seq - 1, stream.Seq, stream.Seq + 1])
            {
                Assert.Equal(all.Skip((int)after), await stream.ReadAsync(after));
            }
        }
    }

    [SkippableFact]
    public async Task FindKeys_SomeKnown_ReturnsThose()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(TestStream.Post(1, 10), TestStream.Post(2, 20));

        var found = await Store.FindKeysAsync(stream.Number, [TestStream.KeyOf(2), TestStream.KeyOf(3), default], None);

        Assert.Equal([TestStream.KeyOf(2)], found);
    }

    [SkippableFact]
    public async Task ReadUserImpressions_OverAllStreams_NewestFirstSinceATime()
    {
        const ulong user = 0xFFFF_0000_1234_5678;
        await new TestStream(Store, 1).AppendAsync(
            TestStream.Impression(1, user, 100), TestStream.Impression(2, user, 300, ad: 8), TestStream.Impression(3, 42, 300), TestStream.Post(1, 1) with { UserKey = user });
        await new TestStream(Store, 2).AppendAsync(TestStream.Impression(4, user, 200), TestStream.Impression(5, 0, 200));

        Assert.Equal(
            [new UserImpression(new(1), new(8), 300), new UserImpression(new(2), new(3), 200), new UserImpression(new(1), new(3), 100)],
            await Store.ReadUserImpressionsAsync(user, 0, 10, None));
        Assert.Equal([300L, 200L], (await Store.ReadUserImpressionsAsync(user, 200, 10, None)).Select(impression => impression.AtMs));
        Assert.Equal([300L], (await Store.ReadUserImpressionsAsync(user, 0, 1, None)).Select(impression => impression.AtMs));
        Assert.Empty(await Store.ReadUserImpressionsAsync(7, 0, 10, None));
    }

    [SkippableFact]
    public async Task ReadUserKeys_SinceATime_EachOnce()
    {
        await new TestStream(Store, 1).AppendAsync(
            TestStream.Impression(1, ulong.MaxValue, 300), TestStream.Impression(2, 5, 100), TestStream.Impression(3, 6, 300), TestStream.Impression(4, 6, 100), TestStream.Impression(5, 0, 300));
        var keys = new List<ulong>();
        await foreach (var key in Store.ReadUserKeysAsync(200, None)) keys.Add(key);

        Assert.Equal([6UL, ulong.MaxValue], keys.Order());
    }

    [SkippableFact]
    public async Task ReadHeads_OfSeveral_AreThoseReadOneByOne()
    {
        foreach (var number in (int[])[3, 1, 2])
        {
            var stream = new TestStream(Store, number) { Takeover = number };
            await stream.AppendAsync([TestStream.TakeoverEntry(number), .. Enumerable.Range(1, number).Select(bid => TestStream.Post(bid, 1))]);
        }

        var heads = await Store.ReadHeadsAsync([new(1), new(3), new(99)], None);

        Assert.Equal(await Store.ReadHeadAsync(new(1), None), heads[new(1)]);
        Assert.Equal(new StreamHead(4, new Money(1_000), 3), heads[new(3)]);
        Assert.False(heads.ContainsKey(new(2)));
        Assert.Equal(default, heads.GetValueOrDefault(new CampaignNumber(99)));
        var singly = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Store.ReadHeadAsync(new((i % 3) + 1), None).AsTask()));
        Assert.Equal([2L, 3L, 4L], singly.Take(3).Select(head => head.Seq));
    }

    [SkippableFact]
    public async Task ReadStreams_SeveralWritten_InOrder()
    {
        foreach (var number in (int[])[30, 2, 100]) await new TestStream(Store, number).AppendAsync(TestStream.Post(1, 1));
        Assert.Equal([2, 30, 100], (await Store.ReadStreamsAsync(None)).Select(stream => stream.Value));
    }

    [SkippableFact]
    public async Task ReadBalances_AfterAppends_EqualsTheSumOfTheLines()
    {
        var one = new TestStream(Store, 1);
        await one.AppendAsync(TestStream.Post(1, 10), TestStream.Post(2, 20));
        await one.AppendAsync(
            TestStream.Post(3, 5),
            TestStream.Post(4, 8) with { Kind = EntryKind.Correction, Debit = TestStream.Payable, Credit = TestStream.MediaCost },
            TestStream.Impression(5, 1, 1) with { Amount = new Money(999) });
        var two = new TestStream(Store, 2);
        await two.AppendAsync(two.Next(TestStream.Post(1, 7)) with { Currency = CurrencyCode.Usd });

        Assert.Equal(
            [
                new AccountBalance(new(1), TestStream.Payable, CurrencyCode.Eur, new Money(8), new Money(35)),
                new AccountBalance(new(1), TestStream.MediaCost, CurrencyCode.Eur, new Money(35), new Money(8)),
                new AccountBalance(new(2), TestStream.Payable, CurrencyCode.Usd, new Money(0), new Money(7)),
                new AccountBalance(new(2), TestStream.MediaCost, CurrencyCode.Usd, new Money(7), new Money(0)),
            ],
            await Store.ReadBalancesAsync(None));
    }

    [SkippableFact]
    public async Task ReadSnapshot_SeveralAppended_ReturnsTheLatest()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(stream.Next(TestStream.Post(1, 10)) with { Snapshot = [1, 2, 3] });
        await stream.AppendAsync(stream.Next(TestStream.Post(2, 10)) with { Snapshot = [] });
        await stream.AppendAsync(TestStream.Post(3, 10));

        var snapshot = await Store.ReadSnapshotAsync(stream.Number, None);
        Assert.Equal(2, snapshot?.Seq);
        Assert.Empty(snapshot!.State);
    }

    [SkippableFact]
    public async Task OpenImage_WhileTheStreamGrows_ShowsOneInstant()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(stream.Next(TestStream.Post(1, 10)) with { Snapshot = [1] });
        await using var image = await Store.OpenImageAsync(stream.Number, None);
        await stream.AppendAsync(stream.Next(TestStream.Post(2, 20)) with { Snapshot = [2] });

        var entries = new List<LedgerEntry>();
        await foreach (var entry in image.ReadEntriesAsync(0, None)) entries.Add(entry);
        Assert.Equal([1L], entries.Select(entry => entry.Seq));
        Assert.Equal(1, image.Head.Seq);
        Assert.Equal(CurrencyCode.Eur, image.Currency);
        Assert.Equal([1], image.Snapshot?.State);
        Assert.All(image.Balances, balance => Assert.Equal(10, balance.Debits.Nanos + balance.Credits.Nanos));
        Assert.Equal(2, image.Balances.Count);
    }

    [SkippableFact]
    public async Task ReadEntries_MoreThanAPage_ReadsAll()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync([.. Enumerable.Range(1, 2_500).Select(bid => TestStream.Post(bid, bid))]);

        Assert.Equal(Enumerable.Range(1, 2_500).Select(seq => (long)seq), (await stream.ReadAsync()).Select(entry => entry.Seq));
    }

    private static async Task<List<LedgerEntry>> Take(TestStream stream, int count) => [.. (await stream.ReadAsync()).Take(count)];
}
