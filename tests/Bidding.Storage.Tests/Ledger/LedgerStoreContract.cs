using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Tests.Ledger;

/// <summary>What every ledger store must do, whatever it is kept in. A store's tests derive from this and say how to open it.</summary>
public abstract partial class LedgerStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected ILedgerStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    /// <summary>Opens the store; the second time with what it held before.</summary>
    protected abstract Task<ILedgerStore> OpenAsync();

    protected abstract Task CloseAsync();

    protected async Task ReopenAsync()
    {
        await CloseAsync();
        Store = await OpenAsync();
    }

    [SkippableFact]
    public async Task ReadHead_StreamNeverWritten_IsDefault()
    {
        Assert.Equal(default, await Store.ReadHeadAsync(new CampaignNumber(1), None));
        Assert.Null(await Store.ReadSnapshotAsync(new CampaignNumber(1), None));
        Assert.Empty(await new TestStream(Store, 1).ReadAsync());
    }

    [SkippableFact]
    public async Task Append_SeveralTimes_NumbersEntriesWithoutGaps()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(TestStream.Post(1, 10), TestStream.Post(2, 20));
        var result = await stream.AppendAsync(TestStream.Post(3, 30));

        Assert.Equal(new AppendResult(AppendOutcome.Committed, new StreamHead(3, new Money(1_000), 0)), result);
        Assert.Equal(result.Head, await Store.ReadHeadAsync(stream.Number, None));
        Assert.Equal([1L, 2, 3], (await stream.ReadAsync()).Select(entry => entry.Seq));
        Assert.Equal([3L], (await stream.ReadAsync(afterSeq: 2)).Select(entry => entry.Seq));
    }

    [SkippableFact]
    public async Task Append_EntryWithEveryField_ReadsBackTheSame()
    {
        var stream = new TestStream(Store, 1);
        var entry = new LedgerEntry
        {
            Kind = EntryKind.Impression,
            Key = new EventKey(long.MinValue, long.MaxValue),
            Bid = new BidId(-1, long.MinValue),
            AtMs = 1_700_000_000_123,
            Day = new BudgetDay(-5),
            Ad = new AdNumber(int.MaxValue),
            Exchange = new ExchangeNumber(9),
            Debit = new AccountId(AccountKind.AffiliatePayable, int.MaxValue),
            Credit = new AccountId(AccountKind.Disputed, 1),
            Amount = Money.MaxValue,
            Value = new Money(-7),
            Traits = EntryTraits.Late | EntryTraits.AfterRelease,
            UserKey = ulong.MaxValue,
            Detail = "{\"action\":\"größer ✓\",\"text\":\"" + new string('x', 5_000) + "\"}",
        };
        await stream.AppendAsync(entry);

        Assert.Equal([entry with { Seq = 1 }], await stream.ReadAsync());
    }

    [SkippableFact]
    public async Task Append_EntryWithNothingOptional_ReadsBackTheSame()
    {
        var stream = new TestStream(Store, 1);
        var entry = new LedgerEntry { Kind = EntryKind.Mark, Key = default, AtMs = 0 };
        await stream.AppendAsync(entry, entry);

        Assert.Equal([entry with { Seq = 1 }, entry with { Seq = 2 }], await stream.ReadAsync());
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Append_SeqIsNotTheHeads_ConflictsAndWritesNothing(long expected)
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(TestStream.Post(1, 10), TestStream.Post(2, 10));

        var result = await Store.AppendAsync(stream.Next(TestStream.Post(3, 10)) with { ExpectedSeq = expected }, None);

        Assert.Equal(AppendOutcome.Conflict, result.Outcome);
        Assert.Equal(2, result.Head.Seq);
        Assert.Equal(2, (await stream.ReadAsync()).Count);
    }

    [SkippableTheory]
    [InlineData(4, false, AppendOutcome.Conflict)] // an activation that was replaced
    [InlineData(5, false, AppendOutcome.Committed)]
    [InlineData(6, false, AppendOutcome.Conflict)] // a new activation that has not taken over
    [InlineData(4, true, AppendOutcome.Conflict)]
    [InlineData(6, true, AppendOutcome.Committed)]
    public async Task Append_TakeoverNumber_DecidesWhoWrites(int takeover, bool takesOver, AppendOutcome expected)
    {
        var stream = new TestStream(Store, 1) { Takeover = 5 };
        await stream.AppendAsync(TestStream.TakeoverEntry(5));
        stream.Takeover = takeover;

        var result = await stream.AppendAsync(takesOver ? TestStream.TakeoverEntry(takeover) : TestStream.Post(1, 10));

        Assert.Equal(expected, result.Outcome);
        Assert.Equal(expected == AppendOutcome.Committed ? takeover : 5, result.Head.Takeover);
    }

    [SkippableFact]
    public async Task Append_OneKeyKnown_WritesNoneOfItsEntries()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(TestStream.Post(1, 10));

        var result = await stream.AppendAsync(TestStream.Post(2, 20), TestStream.Post(1, 99), TestStream.Post(3, 30));

        Assert.Equal(AppendOutcome.Duplicate, result.Outcome);
        Assert.Equal([10L], (await stream.ReadAsync()).Select(entry => entry.Amount.Nanos));
        Assert.Equal(new Money(10), Assert.Single(await Store.ReadBalancesAsync(None), balance => balance.Account == TestStream.MediaCost).Debits);
    }

    [SkippableFact]
    public async Task Append_SameKeyTwiceWithinIt_IsADuplicate()
    {
        var stream = new TestStream(Store, 1);
        Assert.Equal(AppendOutcome.Duplicate, (await stream.AppendAsync(TestStream.Post(1, 10), TestStream.Post(1, 10))).Outcome);
        Assert.Empty(await stream.ReadAsync());
    }

    [SkippableFact]
    public async Task Append_SameKeyInAnotherStream_IsNoDuplicate()
    {
        await new TestStream(Store, 1).AppendAsync(TestStream.Post(1, 10));
        Assert.Equal(AppendOutcome.Committed, (await new TestStream(Store, 2).AppendAsync(TestStream.Post(1, 10))).Outcome);
    }

    [SkippableFact]
    public async Task Append_RepeatedInDoubt_AnswersAsTheFirstAndWritesOnce()
    {
        var stream = new TestStream(Store, 1);
        var append = stream.Next(TestStream.Post(1, 10), TestStream.Post(2, 10));
        var first = await Store.AppendAsync(append, None);
        var second = await Store.AppendAsync(append, None);
        await ReopenAsync();
        var third = await Store.AppendAsync(append, None);

        Assert.Equal(AppendOutcome.Committed, first.Outcome);
        Assert.Equal(first, second);
        Assert.Equal(first, third);
        Assert.Equal(2, (await new TestStream(Store, 1).ReadAsync()).Count);
    }

    [SkippableFact]
    public async Task Append_RepeatedAfterATakeover_Conflicts()
    {
        var stream = new TestStream(Store, 1);
        var append = stream.Next(TestStream.Post(1, 10));
        await stream.AppendAsync(append);
        stream.Takeover = 1;
        await stream.AppendAsync(TestStream.TakeoverEntry(1));

        Assert.Equal(AppendOutcome.Conflict, (await Store.AppendAsync(append, None)).Outcome);
    }

    public static TheoryData<string, LedgerAppend> Wrong()
    {
        var good = new TestStream(null!, 1).Next(TestStream.Post(1, 10));
        return new TheoryData<string, LedgerAppend>
        {
            { "no entries", good with { Entries = [] } },
            { "a negative amount", good with { Entries = [TestStream.Post(1, -10)] } },
            { "only a debit", good with { Entries = [TestStream.Post(1, 10) with { Credit = default }] } },
            { "only a credit", good with { Entries = [TestStream.Post(1, 10) with { Debit = default }] } },
            { "no currency", good with { Currency = default } },
            { "no stream", good with { Stream = default } },
            { "sums beyond the range of money", good with { Entries = [TestStream.Post(1, long.MaxValue - 1), TestStream.Post(2, 2)] } },
        };
    }

    [SkippableTheory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public async Task Append_BreaksItsOwnRules_IsRefusedAndHarmsNoOther(string what, LedgerAppend wrong)
    {
        var other = new TestStream(Store, 2);
        var refused = Store.AppendAsync(wrong with { AppendId = what.Length }, None).AsTask();
        var kept = other.AppendAsync(TestStream.Post(1, 10));

        await Assert.ThrowsAsync<ArgumentException>(() => refused);
        Assert.Equal(AppendOutcome.Committed, (await kept).Outcome);
        Assert.Empty(await new TestStream(Store, 1).ReadAsync());
    }

    [SkippableFact]
    public async Task Append_InAnotherCurrencyThanTheStreams_IsRefused()
    {
        var stream = new TestStream(Store, 1);
        await stream.AppendAsync(stream.Next(TestStream.TakeoverEntry(0)) with { Currency = default });
        await stream.AppendAsync(TestStream.Post(1, 10));

        await Assert.ThrowsAsync<ArgumentException>(() => stream.AppendAsync(stream.Next(TestStream.Post(2, 10)) with { Currency = CurrencyCode.Usd }));
        await stream.AppendAsync(stream.Next(new LedgerEntry { Kind = EntryKind.Mark, Key = default, AtMs = 1 }) with { Currency = default });
        Assert.All(await Store.ReadBalancesAsync(None), balance => Assert.Equal(CurrencyCode.Eur, balance.Currency));
    }

    [SkippableFact]
    public async Task Append_Cancelled_ThrowsAndTheStoreGoesOn()
    {
        var stream = new TestStream(Store, 1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.AppendAsync(stream.Next(TestStream.Post(1, 10)), new CancellationToken(canceled: true)).AsTask());
        Assert.Equal(AppendOutcome.Committed, (await new TestStream(Store, 2).AppendAsync(TestStream.Post(1, 10))).Outcome);
    }
}
