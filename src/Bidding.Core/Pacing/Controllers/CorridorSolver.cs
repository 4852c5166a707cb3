using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// The bid multiplier that keeps spending within a corridor around the plan and ends at the budget, changing as rarely as it can. Spending a budget on the best value per
/// cost wants one multiplier for all that is left (the dual variable of the budget: Balseiro and Gur 2019, "Learning in repeated auctions with budgets", section 2); each
/// edge of the corridor that binds may change it, and none else. That is the taut string through the corridor (Davies and Kovac 2001, section 2), here with spending as a
/// growing function of the multiplier in place of a slope. Only its first piece is needed, since it is solved anew each time. For one thread at a time; allocates nothing.
/// </summary>
internal sealed class CorridorSolver
{
    private const int HalfOctaves = 5;
    private const int Grid = (HalfOctaves * 2 * SpendCurve.BinsPerOctave) + 1;

    private readonly double[] _spent = new double[Grid];
    private double _first;
    private double _low;
    private double _high;
    private double _answer;
    private bool _answered;

    /// <summary>Begins a solution around a position on the curve's grid.</summary>
    public void Begin(double around)
    {
        Array.Clear(_spent);
        _first = around - (HalfOctaves * SpendCurve.BinsPerOctave);
        _low = double.NegativeInfinity;
        _high = double.PositiveInfinity;
        _answered = false;
    }

    /// <summary>Adds a stretch of time and where spending from now on may stand at its end; both edges at once where it must be exact.</summary>
    /// <param name="opportunities">Expected in it.</param>
    /// <param name="price">Its prices over the curve's.</param>
    /// <param name="criticalPositions">Its critical multipliers over the curve's, in positions of the grid.</param>
    public void Add(SpendCurve curve, double opportunities, double price, double criticalPositions, double least, double most)
    {
        if (_answered)
        {
            return;
        }

        var scale = opportunities * price;
        if (scale > 0)
        {
            for (var i = 0; i < Grid; i++)
            {
                _spent[i] += scale * curve.CostAtPosition(_first + i - criticalPositions);
            }
        }

        var below = Solve(most);
        var above = Solve(least);
        if (above > _high)
        {
            Answer(_high);
        }
        else if (below < _low)
        {
            Answer(_low);
        }
        else
        {
            _high = Math.Min(_high, below);
            _low = Math.Max(_low, above);
        }
    }

    /// <summary>Position of the multiplier on the curve's grid; plus or minus infinity beyond what was tried.</summary>
    public double End() => _answered ? _answer : double.IsInfinity(_high) ? _low : double.IsInfinity(_low) ? _high : (_low + _high) / 2;

    private void Answer(double position)
    {
        _answer = position;
        _answered = true;
    }

    private double Solve(double spent)
    {
        if (spent <= _spent[0])
        {
            return double.NegativeInfinity;
        }

        if (spent > _spent[Grid - 1])
        {
            return double.PositiveInfinity;
        }

        var low = 0;
        var high = Grid - 1;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (_spent[middle] < spent)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        var rise = _spent[high] - _spent[low];
        return _first + low + (rise > 0 ? (spent - _spent[low]) / rise : 0);
    }
}
