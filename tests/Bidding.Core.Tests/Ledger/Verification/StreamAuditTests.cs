using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;

namespace Bidding.Core.Tests.Ledger.Verification;

public sealed class StreamAuditTests
{
    private static readonly CampaignNumber Campaign = new(4);
    private static readonly AccountId MediaCost = new(AccountKind.MediaCost, 4);
    private static readonly AccountId Payable = new(AccountKind.ExchangePayable, 1);
    private static readonly AccountId Receivable = new(AccountKind.AdvertiserReceivable, 2);
    private static readonly AccountId Revenue = new(AccountKind.Revenue, 4);

    [Fact]
    public void Audit_StreamAsItWasWritten_FindsNothing() => Assert.Empty(Audit(new Stored()).Findings);

    [Fact]
    public void Audit_SnapshotInTheMiddle_FindsNothing()
    {
        var stored = new Stored();
        stored.Snapshot = stored.SnapshotAt(4);
        var audit = Audit(stored);

        Assert.Empty(audit.Findings);
        Assert.True(audit.SnapshotCompared);
    }

    [Fact]
    public void Audit_SnapshotOfAnotherFormat_IsNotCompared()
    {
        var audit = Audit(new Stored { Snapshot = new StreamSnapshot(3, [255, 1, 2]) });

        Assert.Empty(audit.Findings);
        Assert.False(audit.SnapshotCompared);
    }

    public static TheoryData<string, long, Action<Stored>> Damages() => new()
    {
        { LedgerRules.Gap, 4, stored => stored.Entries.RemoveAt(2) },
        { LedgerRules.Head, 6, stored => stored.Entries.RemoveAt(6) },
        { LedgerRules.RepeatedKey, 5, stored => stored.Entries[4] = stored.Entries[4] with { Key = stored.Entries[2].Key } },
        { LedgerRules.Unbalanced, 3, stored => stored.Entries[2] = stored.Entries[2] with { Credit = default } },
        { LedgerRules.Unbalanced, 3, stored => stored.Entries[2] = stored.Entries[2] with { Amount = new Money(-1) } },
        { LedgerRules.WrongAccounts, 3, stored => stored.Entries[2] = stored.Entries[2] with { Debit = Payable, Credit = MediaCost } },
        { LedgerRules.WrongAccounts, 4, stored => stored.Entries[3] = stored.Entries[3] with { Debit = MediaCost, Credit = Payable } },
        { LedgerRules.Balance, 0, stored => stored.Entries[2] = stored.Entries[2] with { Amount = new Money(301) } },
        { LedgerRules.Balance, 0, stored => stored.Balances.RemoveAt(0) },
        { LedgerRules.Balance, 0, stored => stored.Balances.Add(new AccountBalance(Campaign, new AccountId(AccountKind.Disputed, 1), CurrencyCode.Eur, new Money(1), default)) },
        { LedgerRules.Balance, 0, stored => stored.Balances[0] = stored.Balances[0] with { Debits = stored.Balances[0].Debits + new Money(1) } },
        { LedgerRules.Fold, 2, stored => stored.Entries[1] = stored.Entries[1] with { Detail = "{" } },
        { LedgerRules.Takeover, 7, stored => stored.Entries[6] = stored.Entries[6] with { Value = new Money(1) } },
        { LedgerRules.Head, 0, stored => stored.Head = stored.Head with { Takeover = 9 } },
        { LedgerRules.Head, 7, stored => stored.Head = stored.Head with { Seq = 8 } },
        { LedgerRules.Mark, 0, stored => stored.Head = stored.Head with { Mark = new Money(499) } },
        { LedgerRules.Snapshot, 4, stored => stored.Snapshot = stored.SnapshotAt(4) with { State = stored.SnapshotAt(3).State } },
        { LedgerRules.Snapshot, 7, stored => stored.Snapshot = new StreamSnapshot(8, [1]) },
        { LedgerRules.Figures, 5, stored => stored.Figures = stored.FiguresAt(5) with { Posted = new Money(1) } },
        { LedgerRules.Figures, 5, stored => stored.Figures = stored.FiguresAt(5) with { Billed = new Money(1) } },
        { LedgerRules.Figures, 5, stored => stored.Figures = stored.FiguresAt(5) with { Shifts = 1 } },
        { LedgerRules.Figures, 5, stored => stored.Figures = stored.FiguresAt(5) with { Ads = new Dictionary<AdNumber, AdBooks>() } },
        { LedgerRules.Figures, 7, stored => stored.Figures = stored.FiguresAt(5) with { Seq = 8 } },
    };

    [Theory]
    [MemberData(nameof(Damages), DisableDiscoveryEnumeration = true)]
    public void Audit_OneThingDamaged_NamesItsRuleAndEntry(string rule, long seq, Action<Stored> damage)
    {
        var stored = new Stored();
        damage(stored);

        Assert.Contains(Audit(stored).Findings, finding => finding.Rule == rule && finding.Seq == seq && finding.Stream == Campaign);
    }

    [Fact]
    public void Audit_FiguresOfAnEarlierSeq_AreComparedThere()
    {
        for (var seq = 0; seq <= 7; seq++)
        {
            var stored = new Stored();
            stored.Figures = stored.FiguresAt(seq);
            Assert.Empty(Audit(stored).Findings);
        }
    }

    private static StreamAudit Audit(Stored stored)
    {
        var audit = new StreamAudit(Campaign, stored.Snapshot, stored.Figures);
        foreach (var entry in stored.Entries) audit.Apply(entry);
        audit.Finish(stored.Head, stored.Balances);
        return audit;
    }

    /// <summary>What a store holds of a stream: a campaign's first minutes, and a second activation.</summary>
    public sealed class Stored
    {
        public Stored()
        {
            Add(EntryKind.Takeover, entry => entry with { Value = new Money(1) });
            Add(EntryKind.Limits, entry => entry with { Detail = TermsJson.Write(Terms) });
            Add(EntryKind.Post, entry => entry with { Debit = MediaCost, Credit = Payable, Amount = new Money(300) });
            Add(EntryKind.Impression, entry => entry);
            Add(EntryKind.Bill, entry => entry with { Debit = Receivable, Credit = Revenue, Amount = new Money(400) });
            Add(EntryKind.Post, entry => entry with { Debit = MediaCost, Credit = Payable, Amount = new Money(200) });
            Add(EntryKind.Takeover, entry => entry with { Value = new Money(2) });
        }

        public List<LedgerEntry> Entries { get; } = [];

        public StreamHead Head { get; set; } = new(7, new Money(500), 2);

        public StreamSnapshot? Snapshot { get; set; }

        public LiveFigures? Figures { get; set; }

        public List<AccountBalance> Balances { get; } =
        [
            new(Campaign, MediaCost, CurrencyCode.Eur, new Money(500), default),
            new(Campaign, Payable, CurrencyCode.Eur, default, new Money(500)),
            new(Campaign, Receivable, CurrencyCode.Eur, new Money(400), default),
            new(Campaign, Revenue, CurrencyCode.Eur, default, new Money(400)),
        ];

        private static CampaignTerms Terms { get; } = new()
        {
            Version = 1,
            Advertiser = new AdvertiserNumber(2),
            Currency = CurrencyCode.Eur,
            TimeZone = "Europe/Berlin",
            Model = PricingModel.Cpm,
            MediaTotal = new Money(1_000),
        };

        public StreamSnapshot SnapshotAt(int seq) => new(seq, BooksSnapshot.Write(BooksAt(seq)));

        public LiveFigures FiguresAt(int seq)
        {
            var books = BooksAt(seq);
            return new LiveFigures
            {
                Campaign = Campaign,
                Seq = seq,
                Posted = books.Posted,
                Billed = books.Billed,
                Unbilled = books.Unbilled,
                LateNotices = books.Late,
                Shifts = books.Shifts,
                Ads = books.Ads.ToDictionary(),
            };
        }

        private CampaignBooks BooksAt(int seq)
        {
            var books = new CampaignBooks();
            foreach (var entry in Entries.Take(seq)) books.Apply(entry);
            return books;
        }

        private void Add(EntryKind kind, Func<LedgerEntry, LedgerEntry> with)
        {
            var seq = Entries.Count + 1;
            var money = kind is EntryKind.Post or EntryKind.Bill or EntryKind.Impression;
            Entries.Add(with(new LedgerEntry
            {
                Seq = seq,
                Kind = kind,
                Key = new EventKey(1, seq),
                AtMs = 1_790_000_000_000 + seq,
                Ad = money ? new AdNumber(9) : default,
                Day = money ? new BudgetDay(20_700) : default,
            }));
        }
    }
}
