using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Verification;
using Bidding.Core.Portfolios;
using Bidding.Storage.Sqlite.Ledger;
using Bidding.Storage.Tests.Sqlite;

namespace Bidding.Storage.Tests.Ledger;

/// <summary>That <c>ledger verify</c> proves a portfolio's promise: streams as they should be are clean, and each way of breaking it is named.</summary>
public sealed class PortfolioVerificationTests : IAsyncLifetime, IDisposable
{
    private static readonly PortfolioNumber Portfolio = new(3);
    private readonly TemporaryFolder _folder = new();
    private SqliteLedgerStore? _store;
    private Writer? _portfolio;
    private Writer? _first;
    private Writer? _second;

    public async Task InitializeAsync()
    {
        _store = SqliteLedgerStoreTests.Open(_folder.File("ledger.db"));
        _portfolio = new(_store, PortfolioStreams.Of(Portfolio));
        (_first, _second) = (new(_store, new(1)), new(_store, new(2)));
        await _portfolio.BeginAsync(TermsOf(null) with { BillingTotal = new(1_000) });
        await _first.BeginAsync(TermsOf(new(Portfolio, HasTotal: true, HasDaily: false)));
        await _second.BeginAsync(TermsOf(new(Portfolio, HasTotal: true, HasDaily: false)));
    }

    public async Task DisposeAsync() => await _store!.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_MoneyThatMovesByTheRules_IsClean()
    {
        await GiveAsync(1, 1, 700);
        await _first!.AllotAsync(1, 700);
        await _first.PostAsync(300);
        await GiveAsync(2, 1, 300);
        await _second!.AllotAsync(1, 300);
        await _first.AllotAsync(1, 400);
        await GiveAsync(1, 1, 400);
        await GiveAsync(2, 2, 600);
        await _second.AllotAsync(2, 600);
        await _second.PostAsync(600);

        var report = await VerifyAsync();

        Assert.Empty(report.Findings);
        Assert.Equal([1, 2], report.Campaigns.Select(campaign => campaign.Stream.Value));
        Assert.Equal(1_000, Assert.Single(report.Portfolios).Books.Allotments.All.Sum(row => row.Allotment.Amount.Nanos));
    }

    [Fact]
    public async Task Verify_MoreGivenThanTheBudget_IsNamed()
    {
        await GiveAsync(1, 1, 700);
        await GiveAsync(2, 1, 301);
        Assert.Equal(LedgerRules.AllotmentSum, await RuleAsync());
    }

    [Fact]
    public async Task Verify_RaisedBeforeTheFallIsConfirmed_IsNamed()
    {
        await GiveAsync(1, 1, 700);
        await _first!.AllotAsync(1, 700);
        await GiveAsync(1, 1, 400);
        await GiveAsync(2, 1, 600);
        Assert.Equal(LedgerRules.AllotmentFall, await RuleAsync());
    }

    [Fact]
    public async Task Verify_HeldAndNeverGiven_IsNamed()
    {
        await GiveAsync(1, 1, 700);
        await _first!.AllotAsync(1, 701);
        Assert.Equal(LedgerRules.AllotmentGiven, await RuleAsync());
    }

    [Fact]
    public async Task Verify_SpentBeyondWhatIsHeld_IsNamed()
    {
        await GiveAsync(1, 1, 700);
        await _first!.AllotAsync(1, 700);
        await _first.PostAsync(701);
        Assert.Equal(LedgerRules.AllotmentSpend, await RuleAsync());
    }

    [Fact]
    public async Task Verify_RaisedWithinAVersion_IsNamed()
    {
        await GiveAsync(1, 1, 700);
        await _first!.AllotAsync(1, 300);
        await _first.AllotAsync(1, 500);
        Assert.Equal(LedgerRules.AllotmentOrder, await RuleAsync());
    }

    private static CampaignTerms TermsOf(PortfolioTie? portfolio) => new()
    {
        Version = 1,
        Advertiser = new(1),
        Currency = CurrencyCode.Eur,
        TimeZone = "UTC",
        Model = PricingModel.Cpc,
        Portfolio = portfolio,
    };

    private Task GiveAsync(int campaign, int version, long amount) => _portfolio!.AllotAsync(version, amount, new(campaign));

    private Task<LedgerReport> VerifyAsync() => LedgerVerifier.VerifyAsync(_store!, new Dictionary<CampaignNumber, LiveFigures>(), CancellationToken.None);

    private async Task<string> RuleAsync() => Assert.Single((await VerifyAsync()).Findings).Rule;

    /// <summary>Appends to one stream.</summary>
    private sealed class Writer(ILedgerStore store, CampaignNumber stream)
    {
        private long _seq;
        private long _posted;

        public Task BeginAsync(CampaignTerms terms) => AppendAsync(
            1,
            new() { Kind = EntryKind.Takeover, Key = EventKeys.OfStream(EntryKind.Takeover, 1), AtMs = 1, Value = new(1) },
            new() { Kind = EntryKind.Limits, Key = EventKeys.OfStream(EntryKind.Limits, 2), AtMs = 1, Detail = TermsJson.Write(terms) });

        public Task AllotAsync(int version, long amount, CampaignNumber campaign = default) => AppendAsync(
            1,
            AllotmentBooks.Entry(
                new() { Kind = EntryKind.Allotment, Key = EventKeys.OfStream(EntryKind.Allotment, _seq + 1), AtMs = 1 }, Pots.Total, new(version, new(amount)), campaign));

        public Task PostAsync(long amount)
        {
            _posted += amount;
            return AppendAsync(1, new LedgerEntry
            {
                Kind = EntryKind.Post,
                Key = new(7, _seq),
                Bid = new(1, _seq),
                AtMs = 1,
                Day = new(20_000),
                Ad = new(1),
                Exchange = new(7),
                Debit = new(AccountKind.MediaCost, stream.Value),
                Credit = new(AccountKind.ExchangePayable, 7),
                Amount = new(amount),
            });
        }

        private async Task AppendAsync(int takeover, params LedgerEntry[] entries)
        {
            var result = await store.AppendAsync(
                new()
                {
                    Stream = stream,
                    AppendId = _seq + 1,
                    ExpectedSeq = _seq,
                    Takeover = takeover,
                    Mark = new(_posted),
                    Currency = CurrencyCode.Eur,
                    Entries = entries,
                },
                CancellationToken.None);
            Assert.Equal(AppendOutcome.Committed, result.Outcome);
            _seq = result.Head.Seq;
        }
    }
}
