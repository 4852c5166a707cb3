namespace Bidding.Core.Pacing.Controllers;

/// <summary>
/// What a plan over forecast traffic wants spent within the next while, so that what is over or under it is brought back within that: as the campaign's rules say, else a
/// forty-eighth of the period, half an hour of a day. For one thread at a time; allocates nothing.
/// </summary>
public sealed class PlanAhead(ForecastDay day)
{
    private const double CatchUpPart = 1.0 / 48;
    private const double CatchUpSecondsLeast = 30;

    /// <summary>The part of the budget that should be spent by now; 0 to 1.</summary>
    public double PartOver(double at) => Planned(at, Seen, Seen + Weighted(at, day.End));

    /// <param name="budget">Of the period.</param>
    /// <param name="spent">Of it.</param>
    public SpendAhead Of(double at, double budget, double spent)
    {
        var until = Math.Min(day.End, at + Math.Max(CatchUpSecondsLeast, day.Tuning.CatchUpSeconds ?? (day.End * CatchUpPart)));
        var toCome = Math.Max(0, day.Traffic.ToCome(day.End));
        var soon = until >= day.End ? toCome : Math.Clamp(day.Traffic.Between(at, until, day.End), 0, toCome);
        var part = until >= day.End ? 1 : Planned(until, Seen + (day.Weighted is null ? soon : Weighted(at, until)), Seen + Weighted(at, day.End));
        return new((part * budget) - spent, soon, toCome - soon);
    }

    private double Seen => day.Weighted?.Seen ?? day.Traffic.Seen;

    private double Weighted(double from, double to) => Math.Max(0, day.Weighted?.Between(from, to, day.End) ?? day.Traffic.ToCome(day.End));

    private double Planned(double at, double seen, double whole)
    {
        var time = Math.Clamp(day.TimeOver(at), 0, 1);
        var traffic = whole > 0 ? Math.Clamp(seen / whole, 0, 1) : time;
        return Math.Clamp(day.Shape.At(time, traffic, day.Shape.Kind == PlanKind.FrontLoaded ? TrafficAtBy : 0), 0, 1);
    }

    private double TrafficAtBy => day.Weighted is { } weighted
        ? weighted.Until(day.End * day.Shape.By) / Math.Max(1e-9, weighted.Until(day.End))
        : day.Forecast.Until(day.End * day.Shape.By) / Math.Max(1e-9, day.Forecast.Until(day.End));
}

/// <summary>What should be spent soon.</summary>
/// <param name="Spend">Nano-units; below 0 where too much is spent already.</param>
/// <param name="Opportunities">Expected meanwhile.</param>
/// <param name="OpportunitiesAfter">Expected from then to the period's end.</param>
public readonly record struct SpendAhead(double Spend, double Opportunities, double OpportunitiesAfter);
