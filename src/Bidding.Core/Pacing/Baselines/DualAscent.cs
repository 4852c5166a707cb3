using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Baselines;

/// <summary>
/// Adaptive pacing: the dual variable mu of the budget takes a subgradient step, mu := mu - eps (rho - spent), and the bid is value / mu; rho, the spend wanted, is the
/// budget's part for the time since the last step by yesterday's traffic. Balseiro and Gur, "Learning in repeated auctions with budgets: regret minimization and equilibrium"
/// (Management Science 65(9), 2019), section 3, with its step of order T^(-1/2). A step each second, of as many
/// auctions as were expected. For comparison.
/// </summary>
public sealed class DualAscent(DayForecast forecast, double multiplier, MultiplierBounds bounds) : IPacingController
{
    private const double AuctionsGuessed = 100_000;
    private double _mu = 1 / multiplier;
    private double _spent;
    private double _at;
    private bool _began;

    public void SeeWin(double critical, double price)
    {
    }

    public PacingChoice Step(in PacingView view)
    {
        if (_began)
        {
            // In units of an auction's part of the budget, so that the step does not depend on the currency.
            var auctions = forecast.IsLearned ? forecast.Total : AuctionsGuessed;
            var part = (forecast.Until(view.At) - forecast.Until(_at)) / Math.Max(1e-9, forecast.Until(view.End));
            _mu -= 1 / multiplier / Math.Sqrt(auctions) * auctions * (part - ((view.Spent - _spent) / Math.Max(1, view.Budget)));
            _mu = Math.Clamp(_mu, 1 / bounds.Max, bounds.Min > 0 ? 1 / bounds.Min : 1e12);
        }

        _began = true;
        _spent = view.Spent;
        _at = view.At;
        return new(bounds.Clamp(1 / _mu), 1);
    }
}
