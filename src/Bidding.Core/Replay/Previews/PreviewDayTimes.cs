using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Records;
using NodaTime;

namespace Bidding.Core.Replay.Previews;

/// <summary>One day of one set of rules on the clock: when it serves, what each hour weighs, and which part of a total budget the day gets. Immutable.</summary>
internal sealed class PreviewDayTimes
{
    private const int HoursMost = 25;
    private const int BinsMost = HoursMost * 4;
    private static readonly Duration Quarter = Duration.FromSeconds(DeliveryQuarter.LengthSeconds);
    private static readonly Duration OpenEnded = Duration.FromDays(30);

    public PreviewDayTimes(Campaign campaign, LocalDate day, DateTimeZone zone)
    {
        Start = DayStart.Of(day, zone);
        End = DayStart.Of(day.PlusDays(1), zone);
        var weights = PlanWeights.Of(campaign, zone);
        var flightEnd = campaign.Flight.End ?? campaign.Flight.Start + OpenEnded;
        var (from, to) = (Instant.Max(Start, campaign.Flight.Start), Instant.Min(End, campaign.Flight.End ?? End));
        var spans = weights.Served(ServingTime.Spans(from, to, zone, campaign.Targeting.Dayparts));
        Served = [.. Enumerable.Range(0, BinsMost).Select(bin => PartOf(spans, Start + (Quarter * bin)))];
        var dayparts = PlanWeights.OfDayparts(campaign, zone).ByHourFrom(Start);
        Hours = [.. Enumerable.Range(0, HoursMost).Select(hour => Served.Skip(hour * 4).Take(4).Sum() > 0)];

        // Hours without any serving weigh nothing, so that the plan leaves them out as the campaign does.
        var isWhole = Enumerable.Range(0, (int)(End - Start).TotalHours).All(hour => Hours[hour]);
        HourWeights = dayparts is null && isWhole ? null : [.. Enumerable.Range(0, HoursMost).Select(hour => Hours[hour] ? dayparts?[hour] ?? 1 : 0)];
        var flight = ServingTime.Weight(campaign.Flight.Start, flightEnd, zone, campaign.Targeting.Dayparts, weights);
        PartOfFlight = flight > 0 ? Math.Clamp(spans.Sum(weights.SecondsOf) / flight, 0, 1) : 1;
        EndMs = (long)(to - Start).TotalMilliseconds;
    }

    public Instant Start { get; }
    public Instant End { get; }

    /// <summary>When the flight or the day ends, since the day's beginning.</summary>
    public long EndMs { get; }

    /// <summary>By quarter of an hour: the part of it in which the campaign serves.</summary>
    public IReadOnlyList<double> Served { get; }

    public IReadOnlyList<bool> Hours { get; }

    /// <summary>Null: all alike.</summary>
    public IReadOnlyList<double>? HourWeights { get; }

    public double PartOfFlight { get; }

    private static double PartOf(List<Interval> spans, Instant from) =>
        spans.Sum(span => Math.Max(0, (Instant.Min(span.End, from + Quarter) - Instant.Max(span.Start, from)) / Quarter));
}
