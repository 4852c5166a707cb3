namespace Bidding.Core.Pacing;

/// <summary>
/// The slow one of pacing's two levers. Participation answers within a second; the bid multiplier follows, about twice a minute, until participation stands a little below 1:
/// then nearly every auction is entered, at one multiplier for all that is left, which is where a budget buys the most value (Balseiro and Gur 2019, section 2). Nothing is
/// assumed of the auction: it works alike where winners pay their bid, the second price, or something between. For one thread at a time.
/// </summary>
public sealed class MultiplierLever(double value)
{
    // What is left to participation, so that it can answer to both sides.
    private const double Target = 0.92;

    // Spending rises with the multiplier's third or fourth power at most (log-normal prices, an eighth of the supply): a quarter of the error a step cannot swing.
    private const double Gain = 0.25;
    private const double StepMost = 1.2;
    private const double StepSeconds = 30;
    private const double PatienceSeconds = 120;

    // Fewer bids say nothing of what an auction costs.
    private const long BidsEnough = 20;

    private double _logs;
    private double _seconds;
    private long _bids;

    /// <summary>Above 0.</summary>
    public double Value { get; private set; } = value;

    /// <param name="seconds">Since the last call.</param>
    /// <param name="wanted">The participation that would spend what is wanted; above 1 where even all auctions would not.</param>
    /// <param name="bids">Made since the last call.</param>
    /// <param name="least">No lower than this.</param>
    /// <param name="most">No higher than this; where it is no more than <paramref name="least"/>, the lever is not to be used.</param>
    public void Step(double seconds, double wanted, long bids, double least, double most = 1)
    {
        if (least >= most)
        {
            Value = most;
            return;
        }

        Value = Math.Clamp(Value, least, most);

        _logs += Math.Log(Math.Clamp(wanted, 1e-4, 1e4)) * seconds;
        _seconds += seconds;
        _bids += bids;
        if (_seconds < StepSeconds || (_bids < BidsEnough && _seconds < PatienceSeconds))
        {
            return;
        }

        // Too few bids in all that time: they are too low, whatever the estimate says.
        var step = _bids < BidsEnough && Value < most ? StepMost : Math.Clamp(Math.Exp(Gain * ((_logs / _seconds) - Math.Log(Target))), 1 / StepMost, StepMost);
        Value = Math.Clamp(Value * step, least, most);
        (_logs, _seconds, _bids) = (0, 0, 0);
    }
}
