using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// What a pacer is asked to spend next, and over what time, on a day whose traffic is not forecast: all that is left of the day over the rest of it; or, where the rules bring errors
/// back sooner and where the plan is front-loaded, what the plan gives until so much later.
/// </summary>
/// <param name="Left">Media cost, outstanding reserves not yet taken off.</param>
/// <param name="Time">Serving time to spend it in, at the weight that the plan gives to now.</param>
public readonly record struct PacingAim(Money Left, Duration Time)
{
    /// <param name="plan">Of <paramref name="at"/>.</param>
    public static PacingAim Of(in SpendPlan plan, ServingDay serving, Instant at)
    {
        ArgumentNullException.ThrowIfNull(serving);
        if (serving.Horizon is not { } horizon)
        {
            return new(plan.LeftToday, plan.TimeLeft);
        }

        var until = at + horizon;
        var left = plan.Today.ScaleDown(Ratio.FromDouble(serving.PartOver(until))) - (plan.Today - plan.LeftToday);
        return new(Money.Max(Money.Zero, left), serving.TimeAtPresentWeight(at, until));
    }
}
