using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Tests.Ledger;

/// <summary>Makes entries and appends of one stream, and follows its head as a campaign would.</summary>
internal sealed class TestStream(ILedgerStore store, int number)
{
    public static readonly AccountId MediaCost = new(AccountKind.MediaCost, 1);
    public static readonly AccountId Payable = new(AccountKind.ExchangePayable, 7);
    private long _appendId = number * 1_000_000L;

    public CampaignNumber Number { get; } = new(number);

    public long Seq { get; private set; }

    public int Takeover { get; set; }

    public static EventKey KeyOf(long number) => new(0x1234, number);

    public static LedgerEntry Post(long bid, long amount) => new()
    {
        Kind = EntryKind.Post,
        Key = KeyOf(bid),
        Bid = new BidId(1, bid),
        AtMs = 1_700_000_000_000 + bid,
        Day = new BudgetDay(20_000),
        Ad = new AdNumber(3),
        Exchange = new ExchangeNumber(7),
        Debit = MediaCost,
        Credit = Payable,
        Amount = new Money(amount),
        Value = new Money(amount + 1),
    };

    public static LedgerEntry Impression(long bid, ulong user, long atMs, int ad = 3) => new()
    {
        Kind = EntryKind.Impression,
        Key = new EventKey(0x5678, bid),
        Bid = new BidId(1, bid),
        AtMs = atMs,
        Ad = new AdNumber(ad),
        UserKey = user,
    };

    public static LedgerEntry TakeoverEntry(int takeover) => new() { Kind = EntryKind.Takeover, Key = new EventKey(0x9999, takeover), AtMs = 1 };

    /// <summary>An append at the stream's present head with an id of its own.</summary>
    public LedgerAppend Next(params LedgerEntry[] entries) => new()
    {
        Stream = Number,
        AppendId = ++_appendId,
        ExpectedSeq = Seq,
        Takeover = Takeover,
        Mark = new Money(1_000),
        Currency = CurrencyCode.Eur,
        Entries = entries,
    };

    public async Task<AppendResult> AppendAsync(LedgerAppend append)
    {
        var result = await store.AppendAsync(append, CancellationToken.None);
        Follow(result);
        return result;
    }

    /// <summary>Goes on from an answer that came another way.</summary>
    public void Follow(AppendResult result) => Seq = result.Head.Seq;

    public Task<AppendResult> AppendAsync(params LedgerEntry[] entries) => AppendAsync(Next(entries));

    public async Task<List<LedgerEntry>> ReadAsync(long afterSeq = 0)
    {
        var entries = new List<LedgerEntry>();
        await foreach (var entry in store.ReadEntriesAsync(Number, afterSeq, CancellationToken.None)) entries.Add(entry);
        return entries;
    }
}
