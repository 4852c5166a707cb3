using Bidding.Core.Pacing.Controllers;

namespace Bidding.Core.Replay.Previews;

/// <summary>The plan of a day that is over, over the traffic it really had: what a side of a preview is held against. Immutable.</summary>
internal sealed class PreviewPlan
{
    private const int BinsPerHour = 4;
    private const double BinMs = 3_600_000.0 / BinsPerHour;
    private readonly double[] _until;
    private readonly double[] _timeUntil;
    private readonly PlanShape _shape;
    private readonly long _endMs;

    /// <param name="opportunities">By quarter of an hour from the day's beginning.</param>
    /// <param name="served">The same: which part of it the campaign serves in.</param>
    /// <param name="endMs">When the day's money should be spent.</param>
    public PreviewPlan(PlanShape shape, PlanTuning tuning, IReadOnlyList<double> opportunities, IReadOnlyList<double> served, long endMs)
    {
        _shape = shape;
        _endMs = endMs;
        _until = new double[opportunities.Count + 1];
        _timeUntil = new double[opportunities.Count + 1];
        for (var i = 0; i < opportunities.Count; i++)
        {
            var weight = tuning.WeightAt(i / BinsPerHour);
            _until[i + 1] = _until[i] + (weight * opportunities[i]);
            _timeUntil[i + 1] = _timeUntil[i] + (weight * served[i]);
        }
    }

    /// <summary>The part of the budget that should be spent by then; 0 to 1.</summary>
    public double At(long atMs)
    {
        var time = Part(_timeUntil, atMs);
        return Math.Clamp(_shape.At(time, Part(_until, atMs), Part(_until, (long)(_shape.By * _endMs))), 0, 1);
    }

    private static double Part(double[] until, long atMs)
    {
        var position = Math.Clamp(atMs / BinMs, 0, until.Length - 1);
        var bin = Math.Min((int)position, until.Length - 2);
        var over = until[bin] + ((until[bin + 1] - until[bin]) * (position - bin));
        return until[^1] > 0 ? over / until[^1] : 1;
    }
}
