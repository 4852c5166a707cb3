using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// What a plan over forecast traffic wants spent within the next while, so that what is over or under it is brought back within that: a forty-eighth of the period, half an
/// hour of a day. For one thread at a time; allocates nothing.
/// </summary>
/// <param name="timeOver">The part of the period's serving time that is over at a time; 0 to 1.</param>
/// <param name="end">Of the period; times are seconds since its start.</param>
public sealed class PlanAhead(DayForecast forecast, TrafficTracker traffic, PlanShape shape, Func<double, double> timeOver, double end)
{
    private const double CatchUpPart = 1.0 / 48;
    private const double CatchUpSecondsLeast = 30;

    /// <summary>The part of the budget that should be spent by now; 0 to 1.</summary>
    public double PartOver(double at) => Planned(at, traffic.Seen, traffic.Seen + ToCome);

    /// <param name="budget">Of the period.</param>
    /// <param name="spent">Of it.</param>
    public SpendAhead Of(double at, double budget, double spent)
    {
        var until = Math.Min(end, at + Math.Max(CatchUpSecondsLeast, end * CatchUpPart));
        var toCome = ToCome;
        var soon = until >= end ? toCome : Math.Clamp(traffic.Between(at, until, end), 0, toCome);
        var part = until >= end ? 1 : Planned(until, traffic.Seen + soon, traffic.Seen + toCome);
        return new((part * budget) - spent, soon, toCome - soon);
    }

    private double ToCome => Math.Max(0, traffic.ToCome(end));

    private double Planned(double at, double seen, double whole)
    {
        var time = Math.Clamp(timeOver(at), 0, 1);
        var atBy = shape.Kind == PlanKind.FrontLoaded ? forecast.Until(end * shape.By) / Math.Max(1e-9, forecast.Until(end)) : 0;
        return Math.Clamp(shape.At(time, whole > 0 ? Math.Clamp(seen / whole, 0, 1) : time, atBy), 0, 1);
    }
}

/// <summary>What should be spent soon.</summary>
/// <param name="Spend">Nano-units; below 0 where too much is spent already.</param>
/// <param name="Opportunities">Expected meanwhile.</param>
/// <param name="OpportunitiesAfter">Expected from then to the period's end.</param>
public readonly record struct SpendAhead(double Spend, double Opportunities, double OpportunitiesAfter);
