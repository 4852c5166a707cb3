using Bidding.Core.Activations;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;
using Bidding.Core.Tokens;

namespace Bidding.SystemTests.Cluster;

/// <summary>
/// An activation of a campaign as a silo hosts it: one turn at a time, on a ledger that is real and a clock that the test moves. To crash it, let go of it.
/// </summary>
internal sealed class HostedActivation
{
    private static long _bids;
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
    private readonly CampaignActivation _activation;
    private readonly Campaign _campaign;
    private readonly TimeProvider _time;

    private HostedActivation(Campaign campaign, ILedgerStore ledger, TimeProvider time)
    {
        (_campaign, _time) = (campaign, time);
        _activation = new(campaign.Number, ledger, Exchanges.Default, new Settings(), ActivationRules.Default, time, new Quiet());
    }

    public StreamHold Stream => _activation.Stream;

    public static async Task<HostedActivation> StartAsync(Campaign campaign, ILedgerStore ledger, TimeProvider time)
    {
        var hosted = new HostedActivation(campaign, ledger, time);
        await hosted.TurnAsync(async () =>
        {
            await hosted._activation.StartAsync(campaign, CancellationToken.None);
            return true;
        });
        return hosted;
    }

    /// <summary>Asks as a gateway with much demand does.</summary>
    public Task<LeaseReply> LeaseAsync(long gateway = 1, params WindowReport[] reports) => TurnAsync(() => _activation.LeaseAsync(new()
    {
        Campaign = _campaign.Number,
        Gateway = gateway,
        WantsLease = true,
        Placed = Money.Zero,
        Refused = Money.FromDecimal(0.1m),
        LargestBid = Money.FromDecimal(0.01m),
        Opportunities = 10,
        Reports = reports,
    }));

    /// <summary>Asks as a gateway does that placed so much since it asked last, and refused nothing.</summary>
    public Task<LeaseReply> LeaseAfterAsync(Money placed, params WindowReport[] reports) => TurnAsync(() => _activation.LeaseAsync(new()
    {
        Campaign = _campaign.Number,
        Gateway = 1,
        WantsLease = true,
        Placed = placed,
        Refused = Money.Zero,
        LargestBid = Money.FromDecimal(0.01m),
        Opportunities = 10,
        Reports = reports,
    }));

    /// <summary>Takes leases until there are no more, and says what they come to.</summary>
    public async Task<Money> LeaseAllAsync()
    {
        var granted = Money.Zero;
        while ((await LeaseAsync()).Grant is { } grant)
        {
            granted += grant.Amount;
        }

        return granted;
    }

    public Task<NoticeResult[]> BillAsync(params BidToken[] tokens) => TurnAsync(() => _activation.RecordAsync([.. tokens.Select(Billing)]));

    /// <summary>A notice, and in the same turn an edit.</summary>
    public Task<(Task<NoticeResult[]> Notices, Task Edit)> BillAndDefineAsync(BidToken token, Campaign campaign) =>
        TurnAsync(() => Task.FromResult((_activation.RecordAsync([Billing(token)]), _activation.DefineAsync(campaign))));

    public Task<bool> TickAsync() => TurnAsync(() => Task.FromResult(_activation.Tick()));

    public Task ProveAsync() => TurnAsync(async () =>
    {
        await _activation.ProveAsync();
        return true;
    });

    public Task HandOverAsync() => TurnAsync(async () =>
    {
        await _activation.HandOverAsync(CancellationToken.None);
        _activation.Close();
        return true;
    });

    /// <summary>A bid of 0.01 that a lease paid for.</summary>
    public BidToken Bid(LeaseGrant grant) => new()
    {
        Bid = new(4_711, Interlocked.Increment(ref _bids)),
        Campaign = _campaign.Number,
        Ad = new(_campaign.Number.Value),
        Exchange = new(1),
        Window = grant.Window,
        Day = grant.Day,
        Reserve = Money.FromDecimal(0.01m),
        BidPrice = CpmPrice.FromPerImpression(Money.FromDecimal(0.01m)),
        BidCurrency = CurrencyCode.Usd,
        Rate = Ratio.One,
        IssuedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        UserAllowed = true,
        CampaignVersion = 1,
    };

    private Notice Billing(BidToken token) => new()
    {
        Kind = NoticeKind.Billing,
        Token = token,
        AcceptedAtMs = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        PriceState = PriceState.Given,
        ClearingPrice = token.BidPrice,
    };

    private Task<T> TurnAsync<T>(Func<Task<T>> turn) => Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _turns).Unwrap();

    private sealed class Exchanges : IExchangeTermsSource
    {
        public static Exchanges Default { get; } = new();

        public TimeSpan LongestNoticeWindow => ExchangeTerms.Default.NoticeWindow;

        public ExchangeTerms ExchangeTermsOf(ExchangeNumber exchange) => ExchangeTerms.Default;
    }

    private sealed class Settings : IActivationSettings
    {
        public int NoticeBatchMax => 1_000;
        public int NoticeQueueMax => 10_000;

        // The wait for the mark is of the test's clock, which stands still: an append always comes first.
        public int MarkWaitMs => 1_000;
        public int TakeoverDeadlineMs => 8_000;
        public int LedgerRetryMs => 10;
        public EscrowSettings Escrow { get; } = new();
    }

    private sealed class Quiet : IActivationWatch
    {
        public void Written(NoticeDecision? decision) { }

        public void Lost() { }

        public void AppendInDoubt(Exception fault, long seq) { }

        public void AppendRefused(long seq, AppendOutcome outcome) { }

        public void ProofFailed(Exception fault) { }

        public void AfterTheEnd(Exception fault) { }

        public void SnapshotUnreadable(Exception fault) { }

        public void DecidingFailed(Exception fault) => throw new InvalidOperationException("deciding failed", fault);

        public void ReportExceeds(long gateway, WindowId window) { }
    }
}
