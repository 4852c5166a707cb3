namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// How today's cost stands to what the curve expects: paid over expected, remembering about a thousand wins, with a second short memory that takes over when both differ by more
/// than chance allows, so that a jump of prices is believed within a minute or two. For one thread at a time; allocates nothing.
/// </summary>
internal sealed class CostLevel
{
    private const double SlowWins = 1000;
    private const double SlowSecondsLeast = 1800;
    private const double SlowSecondsMost = 5400;
    private const double RateSeconds = 300;
    private const double FastSecondsLeast = 60;
    private const double FastWins = 40;
    private const double PriorWins = 25;
    private const double JumpLeast = 0.3;
    private const double JumpDeviations = 4;
    private const double Bound = 16;

    private Memory _slow;
    private Memory _fast;
    private double _winsPerSecond;

    /// <summary>1: as the curve says.</summary>
    public double Value { get; private set; } = 1;

    public CostMemory Kept => new(_slow.Paid, _slow.Wins, _slow.Expected);

    /// <summary>Goes on from another's.</summary>
    public void Resume(in CostMemory memory)
    {
        (_slow.Paid, _slow.Wins, _slow.Expected) = (memory.Paid, memory.Wins, memory.Expected);
        Value = Estimate(_slow);
    }

    /// <param name="seconds">Since the last.</param>
    /// <param name="expected">What the curve said these seconds would cost.</param>
    /// <returns>True when a jump was seen.</returns>
    public bool See(double seconds, double paid, double wins, double expected)
    {
        var rateKept = Math.Exp(-seconds / RateSeconds);
        _winsPerSecond = (_winsPerSecond * rateKept) + (wins / seconds * (1 - rateKept));
        _slow.See(seconds / Math.Clamp(SlowWins / Math.Max(1e-9, _winsPerSecond), SlowSecondsLeast, SlowSecondsMost), paid, wins, expected);
        _fast.See(seconds / Math.Clamp(FastWins / Math.Max(1e-9, _winsPerSecond), FastSecondsLeast, SlowSecondsMost), paid, wins, expected);
        Value = Estimate(_slow);
        var fast = Estimate(_fast);
        if (_fast.Wins < FastWins / 2 || Math.Abs(Math.Log(fast / Value)) < Math.Max(JumpLeast, JumpDeviations / Math.Sqrt(_fast.Wins)))
        {
            return false;
        }

        _slow = _fast;
        Value = fast;
        return true;
    }

    private static double Estimate(in Memory memory)
    {
        if (memory.Wins <= 0 || memory.Paid <= 0)
        {
            return 1;
        }

        // A prior of some wins at the expected cost keeps a few of them from saying much.
        var prior = memory.Paid / memory.Wins * PriorWins;
        return Math.Clamp((memory.Paid + prior) / (memory.Expected + prior), 1 / Bound, Bound);
    }

    private struct Memory
    {
        public double Paid;
        public double Wins;
        public double Expected;

        public void See(double forgetting, double paid, double wins, double expected)
        {
            var kept = Math.Exp(-forgetting);
            Paid = (Paid * kept) + paid;
            Wins = (Wins * kept) + wins;
            Expected = (Expected * kept) + expected;
        }
    }
}
