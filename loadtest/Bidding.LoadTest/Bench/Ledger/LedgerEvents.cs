using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>
/// The events of won bids as a campaign's grain appends them: a post, an impression and a bill for each. Four gateways made the bids, each with one counter for all
/// campaigns, so keys rise per gateway and with gaps.
/// </summary>
internal static class LedgerEvents
{
    private const int Gateways = 4;
    private const int EventsPerBid = 3;
    private const long FirstAtMs = 1_790_000_000_000;
    private static readonly AccountId MediaCost = new(AccountKind.MediaCost, 1);
    private static readonly AccountId Payable = new(AccountKind.ExchangePayable, 1);
    private static readonly AccountId Receivable = new(AccountKind.AdvertiserReceivable, 1);
    private static readonly AccountId Revenue = new(AccountKind.Revenue, 1);

    public static LedgerAppend Append(CampaignNumber stream, long head, LedgerLoadOptions options, Random random)
    {
        var entries = new LedgerEntry[options.EventsPerAppend];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = Event(stream, head + i, options, random);
        }

        return new()
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

    /// <summary>The same append with one of its events replaced by one that the stream holds already.</summary>
    public static LedgerAppend WithKnown(LedgerAppend append, long head, Random random)
    {
        var entries = append.Entries.ToArray();
        entries[random.Next(entries.Length)] = Event(append.Stream, random.NextInt64(head), new() { UserPercent = 0 }, random);
        return append with { Entries = entries, AppendId = random.NextInt64() };
    }

    private static LedgerEntry Event(CampaignNumber stream, long position, LedgerLoadOptions options, Random random)
    {
        var number = position / EventsPerBid;
        var bid = new BidId(0x5151_0000_0000_0000 + (number % Gateways), (number * 1_000) + stream.Value);
        var entry = new LedgerEntry
        {
            Kind = EntryKind.Post,
            Key = EventKeys.Of(BidFact.Post, bid),
            Bid = bid,
            AtMs = FirstAtMs + position,
            Day = new BudgetDay(20_700),
            Ad = new AdNumber(stream.Value),
            Exchange = new ExchangeNumber(1),
            Amount = new Money(2_000_000),
        };
        return (position % EventsPerBid) switch
        {
            0 => entry with { Debit = MediaCost, Credit = Payable, Value = new Money(2_500_000) },
            1 => entry with
            {
                Kind = EntryKind.Impression,
                Key = EventKeys.Of(BidFact.Impression, bid),
                Amount = default,
                UserKey = random.Next(100) < options.UserPercent ? (ulong)random.NextInt64(1, long.MaxValue) : 0,
            },
            _ => entry with { Kind = EntryKind.Bill, Key = EventKeys.Of(BidFact.BillOfPost, bid), Debit = Receivable, Credit = Revenue },
        };
    }
}
