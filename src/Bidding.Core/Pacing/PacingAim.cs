using Bidding.Core.Amounts;
using Bidding.Core.Pacing.Records;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// What a pacer is asked to spend next, and over what: all that is left of the day over the rest of it; or, where the rules bring errors back sooner and where the plan is
/// front-loaded, what the plan gives until so much later.
/// </summary>
/// <param name="Left">Media cost, outstanding reserves not yet taken off.</param>
/// <param name="Time">Serving time to spend it in, at the weight that the plan gives to now.</param>
/// <param name="Opportunities">Eligible auctions expected in it, at that weight; null: none are forecast.</param>
public readonly record struct PacingAim(Money Left, Duration Time, double? Opportunities)
{
    /// <param name="plan">Of <paramref name="at"/>.</param>
    public static PacingAim Of(in SpendPlan plan, ServingDay serving, TrafficOfDay? traffic, Instant at)
    {
        ArgumentNullException.ThrowIfNull(serving);
        if (serving.Horizon is not { } horizon)
        {
            return new(plan.LeftToday, plan.TimeLeft, traffic?.ToCome);
        }

        var until = at + horizon;
        var part = traffic?.PartOverBy(until) ?? serving.PartOver(until);
        var left = plan.Today.ScaleDown(Ratio.FromDouble(part)) - (plan.Today - plan.LeftToday);
        return new(Money.Max(Money.Zero, left), serving.TimeAtPresentWeight(at, until), traffic?.ToComeBy(until));
    }
}
