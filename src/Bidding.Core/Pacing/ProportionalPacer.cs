using Bidding.Core.Amounts;
using Bidding.Core.Escrow;

namespace Bidding.Core.Pacing;

/// <summary>
/// Delivery along time or traffic: participation = wanted spend rate / (opportunities a second x expected spend of one at full participation), all from smoothed measurements. The wanted
/// rate is what is left over the time left, so every past error is spread over the rest; what is placed counts at the rate at which placed money has become posted.
/// Where traffic is forecast, spending follows it: participation = what is left / (opportunities to come x expected spend of one). Where bids need not be fixed, the
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

    // A spell without bids must not let participation jump from nothing to everything.
    private const double LargestStepUp = 2;
    private const double LeastParticipation = 0.0001;

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

    public void Resume(in PacerMemory memory)
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
        kept = Math.Exp(-seconds / CostMemory.TotalSeconds);

        // Rare bids need a longer memory: a sum of fewer than a few opportunities entered says nothing, so it fades only as it is replaced.
        var fade = _entriesSum > 100 ? kept : Math.Sqrt(kept);
        _placedSum = (_placedSum * fade) + (input.Placed - _placed).Nanos;
        _entriesSum = (_entriesSum * fade) + (opportunities * _participation);

        // Fades with what settles, not with time: of a campaign that bids rarely the last some of it are remembered.
        var settled = Math.Max(0, (double)input.Placed.Nanos - input.Outstanding.Nanos - _settledAll);
        kept = settled > 0 ? Math.Exp(-seconds / BecomesMemory.TotalSeconds) : 1;
        _settled = (_settled * kept) + settled;
        _posted = (_posted * kept) + Math.Max(0, input.Posted.Nanos - _postedAll);
    }

    private double Choose(in PacingInput input, double seconds)
    {
        // Of what was placed and is settled, this part became media cost; one half before any.
        var becomesCost = _settled > 0 ? Math.Clamp(_posted / _settled, 0.02, 1) : 0.5;
        var left = input.LeftToday.Nanos - (input.Outstanding.Nanos * becomesCost);
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

        var toCome = input.OpportunitiesToCome ?? (_trafficSum / _trafficSeconds * Math.Max(0.5, input.TimeLeft.TotalSeconds));
        var wanted = left / Math.Max(1e-9, toCome * costPerEntry);
        _multiplier.Step(seconds, wanted, input.Bids - _bids, input.MultiplierLeast, input.MultiplierMost);
        return Math.Clamp(wanted, LeastParticipation, Math.Min(1, floor * LargestStepUp));
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
