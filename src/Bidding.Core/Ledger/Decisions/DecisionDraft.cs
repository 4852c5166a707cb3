using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>
/// A batch's decision as it grows: each notice is decided on the books, the escrow and all that earlier notices of the batch did, while books and escrow themselves
/// stay as they are until the append is durable.
/// </summary>
internal sealed class DecisionDraft(CampaignNumber campaign, CampaignBooks books, CampaignEscrow escrow, KnownFacts known)
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly List<Settlement> _settlements = [];
    private readonly Dictionary<(object Holder, ExchangeNumber Exchange), Money> _settled = [];
    private readonly Dictionary<BudgetDay, Money> _billedOn = [];
    private Money _billed;
    private Money _markRise;

    public CampaignNumber Campaign => campaign;
    public CampaignBooks Books => books;
    public KnownFacts Known => known;

    /// <summary>In force now. A stream whose limits were never set has nothing to decide by.</summary>
    public CampaignTerms Terms { get; } = books.Terms ?? throw new InvalidOperationException("The stream has no limits yet.");

    public NoticeDecision Finish(IReadOnlyList<NoticeResult> results) => new(results, _entries, _settlements, _markRise);

    public void Add(LedgerEntry entry)
    {
        var numbered = entry with { Seq = books.Seq + _entries.Count + 1 };
        _entries.Add(numbered);
        known.Add(numbered);
    }

    /// <summary>Takes a reserve (or a part) from its window, and returns how much media of it the window really held.</summary>
    public Money Settle(Settlement settlement)
    {
        _settlements.Add(settlement);
        if (escrow.HolderOf(settlement.Window) is not { } holder)
        {
            return Money.Zero;
        }

        // An open window holds one sum for all exchanges, a bucket one per exchange.
        var key = (holder, holder is OpenWindow ? default : settlement.Exchange);
        _settled.TryGetValue(key, out var before);
        var held = Money.Max(Money.Zero, escrow.Held(settlement.Window, settlement.Exchange).Media - before);
        var taken = Money.Min(held, settlement.Bid.Media);
        _settled[key] = before + settlement.Bid.Media;
        return taken;
    }

    public void RaiseMark(Money by)
    {
        if (by.IsPositive)
        {
            _markRise += by;
        }
    }

    /// <summary>Bills what is owed up to the budget, total and of the day; the rest is an entry of its own and never billed.</summary>
    public void Bill(LedgerEntry basis, Money owed, EventKey billKey, EventKey unbilledKey)
    {
        var billed = Money.Min(owed, BillingRoom(basis.Day));
        if (billed.IsPositive)
        {
            Add(basis with
            {
                Kind = EntryKind.Bill,
                Key = billKey,
                Amount = billed,
                Value = owed,
                Debit = new(AccountKind.AdvertiserReceivable, Terms.Advertiser.Value),
                Credit = new(AccountKind.Revenue, campaign.Value),
            });
            CountBilled(basis.Day, billed);
        }

        if (owed > billed)
        {
            Add(basis with { Kind = EntryKind.Unbilled, Key = unbilledKey, Amount = owed - billed, Value = owed, Debit = default, Credit = default, Detail = "budget_reached" });
        }
    }

    public void CountBilled(BudgetDay day, Money amount)
    {
        _billed += amount;
        _billedOn[day] = (_billedOn.TryGetValue(day, out var before) ? before : Money.Zero) + amount;
    }

    private Money BillingRoom(BudgetDay day)
    {
        var room = Room(SpendLimits.Own(Terms), day);
        return Terms.Portfolio is null ? room : Money.Min(room, Room(SpendLimits.Allotted(Terms, books.Allotments, day), day));
    }

    private Money Room(in SpendLimits limits, BudgetDay day)
    {
        var room = Money.MaxValue;
        if (limits.BillingTotal is { } total)
        {
            room = Money.Min(room, total - books.Billed - _billed);
        }

        if (limits.BillingDaily is { } daily)
        {
            var today = books.BilledOn(day) + (_billedOn.TryGetValue(day, out var billed) ? billed : Money.Zero);
            room = Money.Min(room, daily - today);
        }

        return Money.Max(Money.Zero, room);
    }
}
