using Bidding.Core.Amounts;
using Bidding.Core.Escrow;

namespace Bidding.Core.Pacing;

/// <summary>
/// Even delivery: participation = wanted spend rate / (opportunities a second x expected spend of one at full participation), all from smoothed measurements. The wanted
/// rate is what is left over the time left, so every past error is spread over the rest; what is placed counts at the rate at which placed money has become posted.
/// Works alike for a flight of a minute and of months, since nothing in it depends on the flight's length but the wanted rate.
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

    private TimeSpan? _at;
    private Money _placed;
    private long _opportunities;
    private double _participation = FirstParticipation;
    private double _trafficSum;
    private double _trafficSeconds;
    private double _placedSum;
    private double _entriesSum;

    public PacingLevers Step(in PacingInput input)
    {
        if (_at is not { } at)
        {
            Remember(input);
            _participation = input.IsEven ? FirstParticipation : 1;
            return Levers();
        }

        var seconds = (input.Now - at).TotalSeconds;
        if (seconds <= 0)
        {
            return Levers();
        }

        Measure(input, seconds);
        Remember(input);
        _participation = input.IsEven ? Choose(input) : input.LeftToday.IsPositive ? 1 : 0;
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
    }

    private double Choose(in PacingInput input)
    {
        // Of what was placed and is settled, this part became media cost. Three placed units of prior at one half keep the first seconds sane.
        var settled = Math.Max(0, (double)input.Placed.Nanos - input.Outstanding.Nanos);
        var posted = Math.Max(0, (double)input.Posted.Nanos);
        var becomesCost = settled > 0 ? Math.Clamp(posted / settled, 0.02, 1) : 0.5;
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
            return Math.Min(1, Math.Max(floor, FirstParticipation) * (_trafficSum > 0 ? LargestStepUp : 1));
        }

        var wanted = left / Math.Max(0.5, input.TimeLeft.TotalSeconds);
        return Math.Clamp(wanted / (_trafficSum / _trafficSeconds * costPerEntry), LeastParticipation, Math.Min(1, floor * LargestStepUp));
    }

    private void Remember(in PacingInput input)
    {
        _at = input.Now;
        _placed = input.Placed;
        _opportunities = input.Opportunities;
    }

    private PacingLevers Levers() => new(Ratio.FromDouble(_participation), Ratio.One);
}
