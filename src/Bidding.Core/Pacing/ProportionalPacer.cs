using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing;

/// <summary>
/// Delivery along time or traffic: participation = wanted spend rate / (opportunities a second x expected spend of one at full participation), all from smoothed measurements. The wanted
/// rate is what is left over the time left, so every past error is spread over the rest; what is placed counts at the rate at which placed money has become posted.
/// Where traffic is forecast, spending follows a plan over it: participation = what is to be spent soon / (opportunities until then x expected spend of one). Where bids need not be fixed, the
/// multiplier takes over slowly what participation holds back (<see cref="MultiplierLever"/>). Works alike for a flight of a minute and of months, since nothing in it
/// depends on the flight's length but the wanted rate.
/// </summary>
public sealed class ProportionalPacer : IPacer
{
    // Traffic changes within seconds; what an opportunity costs does not, and is seen more rarely.
    private static readonly TimeSpan TrafficMemory = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan CostMemory = TimeSpan.FromSeconds(10);

    // Enough to learn what an opportunity costs within a second where there are many, too little to burn a small budget meanwhile.
    private const double FirstParticipation = 0.02;

    private const double EntriesKept = 300;
    private const double BidsKept = 300;

    // A spell without bids must not let participation jump from nothing to everything.
    private const double LargestStepUp = 2;
    private const double LeastParticipation = 0.0001;

    // Supply is counted on up to this part of what is forecast.
    private const double SureSupply = 0.96;

    // What gateways saw while nobody answered them reaches a successor in bursts: its levers stand still until those are over.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    // How much of what was placed became cost: changes with the multiplier and the market, and is known only after a notice's time.
    private static readonly TimeSpan BecomesMemory = TimeSpan.FromSeconds(180);

    private TimeSpan? _at;
    private TimeSpan _settlingUntil;
    private bool _isResumed;
    private Money _placed;
    private long _opportunities;
    private long _bids;
    private double _settledAll;
    private double _postedAll;
    private double _participation = FirstParticipation;
    private MultiplierLever _multiplier = new(1);
    private double _trafficSum;
    private double _trafficSeconds;
    private double _placedSum;
    private double _entriesSum;
    private double _settled;
    private double _posted;

    public PacerMemory Memory => new()
    {
        Participation = _participation,
        Multiplier = _multiplier.Value,
        TrafficSum = _trafficSum,
        TrafficSeconds = _trafficSeconds,
        PlacedSum = _placedSum,
        EntriesSum = _entriesSum,
        Settled = _settled,
        Posted = _posted,
    };

    public SpendCurve? Curve => null;

    public void SeeWin(double paidOfBid, double multiplier, double price)
    {
    }

    public void Resume(in PacerMemory memory, SpendCurve? curve)
    {
        if (!memory.IsSane || _at is not null)
        {
            return;
        }

        _isResumed = true;
        _participation = Math.Max(LeastParticipation, memory.Participation);
        _multiplier = new(memory.Multiplier);
        (_trafficSum, _trafficSeconds) = (memory.TrafficSum, memory.TrafficSeconds);
        (_placedSum, _entriesSum) = (memory.PlacedSum, memory.EntriesSum);
        (_settled, _posted) = (memory.Settled, memory.Posted);
    }

    public PacingLevers Step(in PacingInput input)
    {
        if (_at is not { } at)
        {
            Remember(input);
            _participation = !input.IsEven ? 1 : _isResumed ? _participation : FirstParticipation;
            _settlingUntil = input.Now + (_isResumed ? Settling : TimeSpan.Zero);
            return Levers();
        }

        var seconds = (input.Now - at).TotalSeconds;
        if (seconds <= 0)
        {
            return Levers();
        }

        if (!input.IsEven)
        {
            _multiplier = new(Math.Clamp(1, input.MultiplierLeast, input.MultiplierMost));
            _participation = input.LeftToday.IsPositive ? 1 : 0;
        }
        else if (input.Now >= _settlingUntil)
        {
            Measure(input, seconds);
            _participation = Choose(input, seconds);
        }

        Remember(input);
        return Levers();
    }

    private void Measure(in PacingInput input, double seconds)
    {
        // Sums of both sides fade alike, so that the first seconds are an average of themselves and not of themselves and nothing.
        var opportunities = input.Opportunities - _opportunities;
        var kept = Math.Exp(-seconds / TrafficMemory.TotalSeconds);
        _trafficSum = (_trafficSum * kept) + opportunities;
        _trafficSeconds = (_trafficSeconds * kept) + seconds;

        // Rare bids need a longer memory: a sum of a few auctions entered says nothing, so it fades only as it is replaced.
        var entries = opportunities * _participation;
        kept = Math.Exp(-Math.Min(seconds / CostMemory.TotalSeconds, entries / EntriesKept));
        _placedSum = (_placedSum * kept) + (input.Placed - _placed).Nanos;
        _entriesSum = (_entriesSum * kept) + entries;

        // Fades with what settles, not with time: of a campaign that bids rarely the last some of it are remembered.
        var settled = Math.Max(0, (double)input.Placed.Nanos - input.Outstanding.Nanos - _settledAll);
        kept = settled > 0 ? Math.Exp(-Math.Min(seconds / BecomesMemory.TotalSeconds, (input.Bids - _bids) / BidsKept)) : 1;
        _settled = (_settled * kept) + settled;
        _posted = (_posted * kept) + Math.Max(0, input.Posted.Nanos - _postedAll);
    }

    private double Choose(in PacingInput input, double seconds)
    {
        // Of what was placed and is settled, this part became media cost; one half before any.
        var becomesCost = _settled > 0 ? Math.Clamp(_posted / _settled, 0.02, 1) : 0.5;
        var reserved = input.Outstanding.Nanos * becomesCost;
        var left = input.LeftToday.Nanos - reserved;
        if (left <= 0)
        {
            return 0;
        }

        if (input.TimeLeft <= TimeSpan.Zero)
        {
            return _participation;
        }

        var costPerEntry = _entriesSum > 0 ? _placedSum / _entriesSum * becomesCost : 0;
        var floor = Math.Max(_participation, LeastParticipation);
        if (costPerEntry <= 0 || _trafficSum <= 0)
        {
            // Traffic and no bid yet: try more of it.
            _multiplier.Step(seconds, _trafficSum > 0 ? 2 : 1, 0, input.MultiplierLeast, input.MultiplierMost);
            return Math.Min(1, Math.Max(floor, FirstParticipation) * (_trafficSum > 0 ? LargestStepUp : 1));
        }

        var (spend, opportunities) = input.Day is { } day
            ? Spend(day.Plan.Of(input.DayAt, input.Today.Nanos, input.PostedToday.Nanos), left, reserved, costPerEntry, input.MultiplierMost)
            : (left, _trafficSum / _trafficSeconds * Math.Max(0.5, input.TimeLeft.TotalSeconds));
        var wanted = spend / Math.Max(1e-9, opportunities * costPerEntry);
        var before = _multiplier.Value;
        _multiplier.Step(seconds, wanted, input.Bids - _bids, input.MultiplierLeast, input.MultiplierMost);

        // Reserves move with the bids.
        _placedSum *= _multiplier.Value / before;
        return Math.Clamp(wanted, LeastParticipation, Math.Min(1, floor * LargestStepUp));
    }

    // Where bids are as high as they may be, what later traffic can not spend has to be spent before it, ahead of the plan.
    private (double Spend, double Opportunities) Spend(in SpendAhead ahead, double left, double reserved, double costPerEntry, double multiplierMost)
    {
        var spend = ahead.Spend - reserved;
        if (_multiplier.Value >= multiplierMost)
        {
            spend = Math.Max(spend, left - (ahead.OpportunitiesAfter * costPerEntry * SureSupply));
        }

        return (Math.Clamp(spend, 0, left), ahead.Opportunities);
    }

    private void Remember(in PacingInput input)
    {
        _at = input.Now;
        _placed = input.Placed;
        _opportunities = input.Opportunities;
        _bids = input.Bids;
        _settledAll = Math.Max(_settledAll, (double)input.Placed.Nanos - input.Outstanding.Nanos);
        _postedAll = Math.Max(_postedAll, input.Posted.Nanos);
    }

    private PacingLevers Levers() => new(Ratio.FromDouble(_participation), Ratio.FromDouble(_multiplier.Value));
}
