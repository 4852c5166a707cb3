using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Baselines;

/// <summary>
/// A feedback controller on the bid, each minute: multiplier = base x exp(P e + I sum(e) + D de), where e is how far spending is behind the forecast's plan, in parts of the
/// budget. Zhang, Rong, Wang, Zhu, Wang, "Feedback control of real-time display advertising" (WSDM 2016), section 3.1, with the actuator of its equation 5. For comparison.
/// </summary>
public sealed class PidMultiplier(DayForecast forecast, double start, MultiplierBounds bounds) : IPacingController
{
    private const double Proportional = 20;
    private const double Integral = 0.1;
    private const double Derivative = 20;
    private const double LogMost = 3;
    private const double Minute = 60;
    private readonly double _base = start;
    private double _sum;
    private double _error;
    private double _nextAt = double.NegativeInfinity;
    private double _multiplier = start;

    public void SeeWin(double critical, double price)
    {
    }

    public PacingChoice Step(in PacingView view)
    {
        if (view.At >= _nextAt)
        {
            var planned = forecast.Until(view.At) / Math.Max(1e-9, forecast.Until(view.End));
            var error = planned - (view.Spent / Math.Max(1, view.Budget));
            _sum += error;
            var signal = (Proportional * error) + (Integral * _sum) + (Derivative * (error - _error));
            _error = error;
            _multiplier = bounds.Clamp(_base * Math.Exp(Math.Clamp(signal, -LogMost, LogMost)));
            _nextAt = view.At + Minute;
        }

        return new(_multiplier, 1);
    }
}
