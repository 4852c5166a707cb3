using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>One notice with all that is known around it.</summary>
internal readonly record struct NoticeCase(Notice Notice, ExchangeTerms Exchange, BidHistory History)
{
    /// <summary>Accepted by a gateway after the exchange's notice window.</summary>
    public bool IsLate => Notice.AcceptedAtMs - Notice.Token.IssuedAtMs > (long)Exchange.NoticeWindow.TotalMilliseconds;

    public EntryTraits LateTrait => IsLate ? EntryTraits.Late : EntryTraits.None;

    public NoticeResult Counted(string reason = "") => new(IsLate ? NoticeOutcome.Late : NoticeOutcome.Accepted, reason);

    /// <summary>What any entry about this notice's bid carries.</summary>
    public LedgerEntry Entry(EntryKind kind, EventKey key) => new()
    {
        Kind = kind,
        Key = key,
        Bid = Notice.Token.Bid,
        AtMs = Notice.AcceptedAtMs,
        Day = Notice.Token.Day,
        Ad = Notice.Token.Ad,
        Exchange = Notice.Token.Exchange,
    };

    public LedgerEntry Entry(EntryKind kind, BidFact fact) => Entry(kind, EventKeys.Of(fact, Notice.Token.Bid));

    public Settlement Settlement(Reserve reserve) => new(Notice.Token.Window, Notice.Token.Exchange, reserve);

    /// <summary>Says no and why; the stream records it once per bid, kind of notice and reason, however often it is repeated.</summary>
    public NoticeResult Refuse(DecisionDraft draft, string reason, NoticeOutcome outcome = NoticeOutcome.Refused, BudgetDay? day = null)
    {
        var key = EventKeys.Refusal(Notice.Token.Bid, Notice.Kind, reason);
        if (!History.Holds(key))
        {
            var amount = Notice.PriceState == PriceState.Given ? ClearingPrice.Of(this.Notice, Exchange.PriceTolerance).Amount : Money.Zero;
            draft.Add(Entry(EntryKind.Refusal, key) with { Day = day ?? Notice.Token.Day, Amount = amount, Detail = reason });
        }

        return new(outcome, reason);
    }

    public NoticeResult Duplicate(DecisionDraft draft, string reason = "duplicate") => Refuse(draft, reason, NoticeOutcome.Duplicate);
}
