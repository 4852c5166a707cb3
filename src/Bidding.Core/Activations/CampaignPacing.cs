using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Records;
using Bidding.Core.Portfolios;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>
/// Feeds the pacer with what this activation has seen, about once a second, and keeps the levers; records what was seen, and forecasts the day's traffic from it. Runs on
/// its activation's scheduler.
/// </summary>
public sealed class CampaignPacing(IPacer pacer)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    // An activation at rest steps every ten seconds; what lies further apart was not watched.
    private const double WatchedSecondsMost = 15;

    private static readonly Duration NoticeDelay = Duration.FromSeconds(2);

    // Forecasts of the many campaigns whose day begins at once are made spread over a minute.
    private const int ForecastSpreadSeconds = 60;

    private Money _placed;
    private long _bids;
    private long _wins;
    private double _multiplierBefore = 1;
    private Instant _multiplierSince = Instant.MinValue;
    private double _opportunities;
    private PlacedBids _unrecorded;
    private long _unrecordedOpportunities;
    private readonly SpreadTraffic _spread = new();
    private Money? _postedAtStart;
    private TimeSpan? _steppedAt;
    private ServingDay? _serving;
    private TrafficOfDay? _traffic;
    private BudgetDay _day;
    private TimeSpan? _forecastAt = TimeSpan.Zero;

    public PacingLevers Levers { get; private set; } = PacingLevers.Open;
    public SpendPlan Plan { get; private set; }

    /// <summary>What the campaign may count on of its portfolio's budget; nothing known: its own limits alone.</summary>
    public SpendLimits Expected { get; set; }

    /// <summary>The campaign's last days, as this activation and those before it have seen them.</summary>
    public DeliveryRecord Record { get; } = new();

    /// <summary>Whether the plan is over forecast traffic now; else spending follows the time that is left.</summary>
    public bool FollowsTraffic => _traffic is not null;

    /// <summary>What a successor goes on from, as bytes.</summary>
    public byte[] WriteNotes() => PacingNotes.Write(pacer.Memory, pacer.Curve, Record);

    /// <summary>
    /// Goes on from what a predecessor wrote, and returns its participation: from the next step on, on top of what was seen before the call. Throws <see cref="InvalidDataException"/> on bytes that are damaged or of
    /// another format.
    /// </summary>
    public double Resume(byte[] notes)
    {
        var known = PacingNotes.Read(notes, Record);
        pacer.Resume(known.Memory, known.Curve);
        if (_traffic is null)
        {
            _forecastAt = TimeSpan.Zero;
        }

        return known.Memory.Participation;
    }

    /// <summary>A gateway told what it placed, and how often the campaign was eligible, since its last word.</summary>
    public void Seen(PlacedBids placed, int opportunities, long gateway, TimeSpan now)
    {
        _spread.See(gateway, opportunities, now);
        _placed += placed.Amount;
        _bids += placed.Bids;
        _unrecorded += placed;
        _unrecordedOpportunities += Math.Max(0, opportunities);
    }

    /// <summary>Entries of the campaign's stream that have become durable.</summary>
    public void Booked(IReadOnlyList<LedgerEntry> entries, Instant at)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.Post)
            {
                Record.SeeWin(at, entry.Amount);
                _wins++;
                if (!entry.Traits.HasFlag(EntryTraits.Provisional) && entry.Value.IsPositive)
                {
                    pacer.SeeWin(entry.Amount.Nanos / (double)entry.Value.Nanos, MultiplierOfBids(at), entry.Amount.Nanos);
                }
            }
            else if (entry.Kind == EntryKind.Correction && (entry.Debit.Kind == AccountKind.MediaCost || entry.Credit.Kind == AccountKind.MediaCost))
            {
                Record.Correct(at, entry.Debit.Kind == AccountKind.MediaCost ? entry.Amount : -entry.Amount);
            }
        }
    }

    public void Step(Campaign campaign, CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, TimeSpan now, Instant at)
    {
        ArgumentNullException.ThrowIfNull(campaign);
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(escrow);
        if (_steppedAt is { } stepped && now - stepped < Every)
        {
            return;
        }

        var seconds = _steppedAt is { } last ? Math.Min((now - last).TotalSeconds, WatchedSecondsMost) : 0;
        _steppedAt = now;
        _postedAtStart ??= books.Posted;
        var known = _serving;
        _serving = ServingDay.At(at, campaign, books.Calendar, _serving);
        Keep(campaign, _serving, at, seconds);
        var (even, late) = _spread.Take(now);
        _opportunities += even;
        Forecast(campaign, books, known, now, at, even + late);
        Plan = SpendPlan.Of(terms, books, _serving, at, Expected);
        if (_traffic is { } traffic)
        {
            Plan = Plan with { ByNow = Plan.Today.ScaleDown(Ratio.FromDouble(traffic.PartOver(at))) };
        }

        var aim = PacingAim.Of(Plan, _serving, at);
        var bounds = NodeMultipliers.Of(campaign, BidsMayMove(campaign));
        var before = Levers.BidMultiplier;
        var levers = pacer.Step(new PacingInput
        {
            Now = now,
            LeftToday = _traffic is null ? aim.Left : Plan.LeftToday,
            TimeLeft = (_traffic is null ? aim.Time : Plan.TimeLeft).ToTimeSpan(),
            IsEven = _serving.IsEven,
            Placed = _placed,
            Opportunities = (long)_opportunities,
            Posted = Money.Max(Money.Zero, books.Posted - _postedAtStart.Value),

            // Leases not reported yet are no bids: what they place is seen within a window.
            Outstanding = Money.Max(Money.Zero, escrow.Outstanding.Media - escrow.Inherited.Media - escrow.Leased),
            Bids = _bids,
            MultiplierLeast = bounds.Min,
            MultiplierMost = bounds.Max,
            Day = _traffic?.Day,
            DayAt = _traffic?.At(at) ?? 0,
            Today = Plan.Today,
            PostedToday = books.PostedOn(books.Calendar.DayAt(at)),
            Wins = _wins,
        });
        Levers = levers with { BidMultiplier = campaign.PacingRules.Bound(levers.BidMultiplier) };
        if (Levers.BidMultiplier != before)
        {
            (_multiplierBefore, _multiplierSince) = (before.ToDouble(), at);
        }
    }

    /// <summary>Posted today against the plan, as a part of the day's plan; 0 without a plan.</summary>
    public double Deviation(Money postedToday) => Plan.Today.IsPositive ? (postedToday.Nanos - (double)Plan.ByNow.Nanos) / Plan.Today.Nanos : 0;

    private static PlanShape? Shape(PacingStrategy strategy) => strategy switch
    {
        PacingStrategy.TrafficShaped => new(PlanKind.Traffic),
        PacingStrategy.Even => new(PlanKind.Time),
        PacingStrategy.FrontLoaded => new(PlanKind.FrontLoaded),
        _ => null,
    };

    // A price per thousand that is agreed is bid as it is. An even plan's first day, which may be a flight of minutes, is paced by what answers within a second alone.
    private bool BidsMayMove(Campaign campaign) =>
        campaign.Pricing.Model != PricingModel.Cpm && (_traffic is not null || campaign.Pacing.Strategy == PacingStrategy.TrafficShaped);

    // A notice is some seconds younger than its bid, and gateways have levers with their leases.
    private double MultiplierOfBids(Instant at) => at - _multiplierSince < NoticeDelay ? _multiplierBefore : Levers.BidMultiplier.ToDouble();

    private void Keep(Campaign campaign, ServingDay serving, Instant at, double seconds)
    {
        var served = campaign.Status == Status.Active ? (serving.RestOfDay(at - Duration.FromSeconds(seconds)) - serving.RestOfDay(at)).TotalSeconds : 0;
        Record.See(at, served, _unrecordedOpportunities, Levers.Participation.ToDouble(), Levers.BidMultiplier.ToDouble(), _unrecorded.Bids, _unrecorded.Amount);
        _unrecorded = default;
        _unrecordedOpportunities = 0;
    }

    private void Forecast(Campaign campaign, CampaignBooks books, ServingDay? known, TimeSpan now, Instant at, double fresh)
    {
        if (known is not null && !ReferenceEquals(known, _serving))
        {
            var today = books.Calendar.DayAt(at);
            _traffic = null;
            _forecastAt = now + TimeSpan.FromSeconds(today == _day ? 0 : campaign.Number.Value % ForecastSpreadSeconds);
            _day = today;
        }

        if (_traffic is not null)
        {
            _traffic.See(at, fresh);
        }
        else if (_forecastAt is { } due && now >= due)
        {
            _forecastAt = null;
            _traffic = Shape(campaign.Pacing.Strategy) is { } shape ? TrafficOfDay.From(Record, shape, _serving!, books.Calendar, at) : null;
        }
    }
}

/// <summary>Bids that gateways reported as made, and the sum of their reserves.</summary>
public readonly record struct PlacedBids(Money Amount, long Bids)
{
    public static PlacedBids operator +(PlacedBids a, PlacedBids b) => new(a.Amount + b.Amount, a.Bids + b.Bids);
}
