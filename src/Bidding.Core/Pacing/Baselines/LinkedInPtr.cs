using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Baselines;

/// <summary>
/// Probabilistic throttling as published: each minute the pass-through rate rises by 10 % while spending is behind the plan of the forecast and falls by 10 % while it is
/// ahead; it begins at 10 %. The bid is fixed. Agarwal, Ghosh, Wei, You, "Budget pacing for targeted online advertisements at LinkedIn" (KDD 2014), section 4.
/// For comparison; also what a campaign with fixed bids could do.
/// </summary>
public sealed class LinkedInPtr(DayForecast forecast, double multiplier) : IPacingController
{
    private const double Step10 = 0.10;
    private const double SlowStart = 0.10;
    private const double Minute = 60;
    private double _rate = SlowStart;
    private double _nextAt = double.NegativeInfinity;

    public void SeeWin(double critical, double price)
    {
    }

    public PacingChoice Step(in PacingView view)
    {
        if (view.At >= _nextAt)
        {
            if (!double.IsNegativeInfinity(_nextAt))
            {
                var planned = view.Budget * forecast.Until(view.At) / Math.Max(1e-9, forecast.Until(view.End));
                _rate = Math.Clamp(_rate * (view.Spent < planned ? 1 + Step10 : 1 - Step10), 0.0001, 1);
            }

            _nextAt = view.At + Minute;
        }

        return new(multiplier, _rate);
    }
}
