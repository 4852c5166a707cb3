using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Tokens;

namespace Bidding.Core.Tests.Ledger;

/// <summary>A stream in memory with its books and escrow, for tests of decisions: what a grain does, without a grain. One exchange, one ad, amounts in nano-units.</summary>
internal sealed class StreamBench
{
    public const long IssuedAtMs = 1_700_000_000_000;
    public static readonly BudgetDay Day = new(19_675);
    public static readonly ExchangeNumber Exchange = new(3);
    public static readonly AdNumber Ad = new(5);
    public static readonly CampaignNumber Campaign = new(7);
    private readonly ExchangeTerms _exchange;
    private int _windows;
    private long _bids;

    public StreamBench(CampaignTerms terms, BillableEvent billable = BillableEvent.Billing)
    {
        _exchange = new(billable, TimeSpan.FromSeconds(60), Ratio.FromDecimal(0.001m));
        Append(new LedgerEntry { Kind = EntryKind.Takeover, Key = EventKeys.OfStream(EntryKind.Takeover, 1), AtMs = IssuedAtMs, Value = new(1) });
        Edit(terms);
    }

    public CampaignBooks Books { get; private set; } = new();
    public CampaignEscrow Escrow { get; } = new(new EscrowSettings());
    public List<LedgerEntry> Stream { get; } = [];
    public Money Mark { get; set; }

    public static CampaignTerms Terms(PricingModel model = PricingModel.DynamicCpm, long? media = 1_000_000, long? billing = 2_000_000) => new()
    {
        Version = 1,
        Advertiser = new(2),
        Currency = CurrencyCode.Usd,
        TimeZone = "UTC",
        Model = model,
        MediaTotal = media is { } m ? new Money(m) : null,
        BillingTotal = billing is { } b ? new Money(b) : null,
        Payout = new(500),
        ImpressionPayout = model == PricingModel.Cpm ? new(300) : Money.Zero,
        Actions = [new ActionPayout("signup", new(700))],
        Share = Ratio.FromDecimal(0.1m),
        Markup = model == PricingModel.DynamicCpm ? Ratio.FromDecimal(0.2m) : Ratio.Zero,
        ClickWindow = NodaTime.Duration.FromHours(1),
        Goal = GoalKind.Clicks,
    };

    public void Edit(CampaignTerms terms)
    {
        var seq = Books.Seq + 1;
        Append(new LedgerEntry { Seq = seq, Kind = EntryKind.Limits, Key = EventKeys.OfStream(EntryKind.Limits, seq), AtMs = IssuedAtMs, Detail = TermsJson.Write(terms) });
    }

    public WindowId Grant(long amount, int bids = 100)
    {
        var id = new WindowId(1, ++_windows);
        Escrow.Grant(id, 9, Day, new(amount), bids, Books.Terms!.ImpressionPayout, TimeSpan.Zero, TimeSpan.FromSeconds(1), _exchange.NoticeWindow);
        Mark = Money.Max(Mark, Books.Posted + Escrow.Outstanding.Media);
        return id;
    }

    /// <summary>A bid of 1,000 nano-units an impression, unless said otherwise.</summary>
    public BidToken Bid(WindowId window, long reserve = 1_000, bool test = false, int version = 1) => new()
    {
        Bid = new(77, ++_bids),
        Campaign = Campaign,
        Ad = Ad,
        Exchange = Exchange,
        Window = window,
        Day = Day,
        Reserve = new(reserve),
        ImpressionPayout = Books.Terms!.ImpressionPayout,
        BidPrice = new(reserve * 1_000),
        BidCurrency = CurrencyCode.Usd,
        Rate = Ratio.One,
        IssuedAtMs = IssuedAtMs,
        Test = test,
        UserAllowed = true,
        UserKey = 11,
        CampaignVersion = version,
    };

    public static Notice Notice(NoticeKind kind, BidToken token, long? price = null, long afterMs = 100, PriceState state = PriceState.Missing) => new()
    {
        Kind = kind,
        Token = token,
        AcceptedAtMs = IssuedAtMs + afterMs,
        PriceState = price is null ? state : PriceState.Given,
        ClearingPrice = new((price ?? 0) * 1_000),
    };

    public static Notice Conversion(BidToken token, string action, long value = 0, string order = "", long afterMs = 1_000) =>
        new() { Kind = NoticeKind.Conversion, Token = token, AcceptedAtMs = IssuedAtMs + afterMs, Action = action, Value = new(value), OrderId = order };

    /// <summary>Decides, appends and applies, as one append.</summary>
    public IReadOnlyList<NoticeResult> Record(params Notice[] notices)
    {
        var bids = KnownFacts.BidsToFind(notices).ToHashSet();
        var keys = KnownFacts.KeysToFind(notices).ToHashSet();
        var known = new KnownFacts(Stream.Where(e => bids.Contains(e.Bid)), Stream.Select(e => e.Key).Where(keys.Contains));
        var decision = NoticeDecider.Decide(Campaign, Books, Escrow, known, _ => _exchange, notices);
        foreach (var entry in decision.Entries)
        {
            Append(entry);
        }

        foreach (var settlement in decision.Settlements)
        {
            Escrow.Settle(settlement);
        }

        Mark += decision.MarkRise;
        return decision.Results;
    }

    public NoticeResult Record(NoticeKind kind, BidToken token, long? price = null, long afterMs = 100, PriceState state = PriceState.Missing) =>
        Record(Notice(kind, token, price, afterMs, state))[0];

    /// <summary>Sum of an account over all lines: debits less credits.</summary>
    public long Balance(AccountKind kind) =>
        Stream.Where(e => e.Debit.Kind == kind).Sum(e => e.Amount.Nanos) - Stream.Where(e => e.Credit.Kind == kind).Sum(e => e.Amount.Nanos);

    public int Count(EntryKind kind) => Stream.Count(e => e.Kind == kind);

    private void Append(LedgerEntry entry)
    {
        var numbered = entry with { Seq = Books.Seq + 1 };
        if (entry.Seq != 0 && entry.Seq != numbered.Seq)
        {
            throw new InvalidOperationException($"A decision numbered its entry {entry.Seq} where {numbered.Seq} follows.");
        }

        if (Stream.Any(e => e.Key == numbered.Key))
        {
            throw new InvalidOperationException($"The stream holds the key of this {entry.Kind} already.");
        }

        if (!entry.Debit.IsNone && entry.Amount.IsNegative)
        {
            throw new InvalidOperationException("A line moves a negative amount.");
        }

        Stream.Add(numbered);
        Books.Apply(numbered);
    }
}
