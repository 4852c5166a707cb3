using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>Grants leases on what is durable, and takes reports. Runs on its activation's scheduler; never waits for the ledger itself.</summary>
internal sealed class CampaignLeases(StreamHold stream, IExchangeTermsSource exchanges, EscrowSettings settings, IActivationRules rules, IActivationWatch watch)
{
    private readonly GatewayDemand _demand = new(settings);
    private readonly Func<ExchangeNumber, TimeSpan> _noticeWindow = exchange => exchanges.ExchangeTermsOf(exchange).NoticeWindow;
    private readonly HourSpend _hour = new();
    private int _counter;

    /// <summary>What gateways want of the campaign.</summary>
    public GatewayDemand Demand => _demand;

    /// <summary>Of the last request for money; a limit that is as good as reached counts too.</summary>
    public LeaseDenial LastDenial { get; private set; }

    /// <summary>Takes the reports in and returns what they placed. Every one of them is acknowledged: a second report of a window changes nothing.</summary>
    public PlacedBids Take(LeaseRequest request, out WindowId[] acknowledged)
    {
        _demand.Seen(request, stream.Now);
        acknowledged = new WindowId[request.Reports.Count];
        var placed = default(PlacedBids);
        for (var i = 0; i < acknowledged.Length; i++)
        {
            var report = request.Reports[i];
            acknowledged[i] = report.Window;
            switch (rules.Report(stream.Escrow, report, _noticeWindow))
            {
                case ReportOutcome.Applied:
                    foreach (var part in report.Placed)
                    {
                        placed += new PlacedBids(part.Amount, part.Bids);
                    }

                    break;
                case ReportOutcome.Exceeds:
                    watch.ReportExceeds(request.Gateway, report.Window);
                    break;
                default:
                    break;
            }
        }

        return placed;
    }

    /// <summary>Decides on what the limits, the mark and the authority allow now. Changes nothing.</summary>
    public GrantDecision Decide(LeaseRequest request, Campaign definition, Instant at)
    {
        if (!request.WantsLease)
        {
            return Deny(LeaseDenial.NotWanted);
        }

        if (!Serves(definition, at))
        {
            return Deny(LeaseDenial.NotServing);
        }

        if (!stream.HasAuthority || stream.Books.Terms is not { } terms)
        {
            return Deny(LeaseDenial.NoAuthority);
        }

        var day = stream.Books.Calendar.DayAt(at);
        var room = WithinHour(BudgetRoom.Of(terms, stream.Books, stream.Escrow, day, stream.NowMs), definition, at);
        return GrantRule.Decide(
            request, room, _demand, stream.Committed, stream.Escrow.Leased, stream.Mark, (UntilDayEnds(definition, at) - at).ToTimeSpan(), settings, stream.Now);
    }

    /// <summary>What the mark should be ahead of what is committed: as much as a raise brings, as far as is known.</summary>
    public Money Ahead()
    {
        var nanos = _demand.PlacedPerSecond(stream.Now) * settings.MarkAhead.TotalSeconds;
        return nanos < Money.MaxValue.Nanos ? new((long)nanos) : Money.MaxValue;
    }

    /// <summary>Opens the window of a decision just made.</summary>
    public LeaseGrant? Open(LeaseRequest request, GrantDecision decision, Instant at)
    {
        LastDenial = Shown(request, decision);
        if (!decision.IsGranted)
        {
            return null;
        }

        var window = rules.NameWindow(stream.Head.Takeover, ++_counter);
        var day = stream.Books.Calendar.DayAt(at);
        var payout = stream.Books.Terms!.ImpressionPayout;
        stream.Escrow.Grant(window, request.Gateway, day, decision.Amount, decision.Bids, payout, stream.AdvanceClock(), decision.Duration, exchanges.LongestNoticeWindow);
        return new(window, day, decision.Amount, decision.Bids, decision.Duration);
    }

    /// <summary>Follows the hours, so that what is posted counts in its own: about once a second.</summary>
    public void Follow(Instant at) => _hour.Posted(stream.Books, at);

    private BudgetRoom WithinHour(BudgetRoom room, Campaign definition, Instant at)
    {
        var posted = _hour.Posted(stream.Books, at);
        return definition.PacingRules.HourlyLimit is { } limit ? room.Within(limit - posted - stream.Escrow.Outstanding.Media, LeaseDenial.HourExhausted) : room;
    }

    // A gateway that only reports learns nothing; and that a flight is over says less than that its budget was used up before.
    private LeaseDenial Shown(LeaseRequest request, GrantDecision decision)
    {
        if (!request.WantsLease || (decision.Denial == LeaseDenial.NotServing && LastDenial is (LeaseDenial.BudgetExhausted or LeaseDenial.BillingLimit)))
        {
            return LastDenial;
        }

        return decision.IsGranted ? decision.Nearly : decision.Denial;
    }

    private static GrantDecision Deny(LeaseDenial denial) => new(denial, Money.Zero, 0, TimeSpan.Zero, Money.Zero);

    private static bool Serves(Campaign definition, Instant at) =>
        definition.Status == Status.Active && at >= definition.Flight.Start && (definition.Flight.End is not { } end || at < end);

    private Instant UntilDayEnds(Campaign definition, Instant at)
    {
        var midnight = stream.Books.Calendar.EndOfDay(at);
        return definition.Flight.End is { } end && end < midnight ? end : midnight;
    }
}
