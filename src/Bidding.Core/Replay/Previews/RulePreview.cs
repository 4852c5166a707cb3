using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;
using Bidding.Core.Pacing.Records;
using Bidding.Core.Replay.Campaigns;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using NodaTime;

namespace Bidding.Core.Replay.Previews;

/// <summary>
/// What a campaign's rules would have done to the days that it recorded, beside what the present ones would have: each day is made an auction log and replayed by the pacing
/// that a node runs, from a forecast of the day before. Pure: takes some tenths of a second of CPU a day.
/// </summary>
public static class RulePreview
{
    /// <summary>A record holds no more days that are over.</summary>
    public const int DaysMost = 7;

    // A day of more auctions is replayed in proportion: a sample of them, with as much less money.
    private const double AuctionsMost = 200_000;
    private const int Bins = 100;

    /// <summary>Oldest first, the days that are over and on which the campaign made a bid; empty where there is none.</summary>
    /// <param name="present">The campaign under its present rules.</param>
    /// <param name="proposed">The same under others.</param>
    /// <param name="today">The present day in <paramref name="zone"/>; not previewed.</param>
    public static IReadOnlyList<PreviewedDay> Run(
        Campaign present, Campaign proposed, IReadOnlyList<DeliveryQuarter> quarters, DateTimeZone zone, LocalDate today, int days, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(present);
        ArgumentNullException.ThrowIfNull(proposed);
        ArgumentNullException.ThrowIfNull(quarters);
        var recorded = Enumerable.Range(1, DaysMost + 1).Select(back => today.PlusDays(-back))
            .Select(day => (Day: day, Log: RecordedDay.Of(quarters, Ids.DayStart.Of(day, zone), Ids.DayStart.Of(day.PlusDays(1), zone))))
            .Where(day => day.Log is not null).OrderBy(day => day.Day).ToList();
        var previewed = new List<PreviewedDay>();
        foreach (var (day, log) in recorded.TakeLast(Math.Min(days, DaysMost)))
        {
            cancel.ThrowIfCancellationRequested();
            var before = recorded.LastOrDefault(other => other.Day < day);
            var (forecastOf, history) = before.Log is { } earlier ? (before.Day, earlier) : (day, log!);
            var was = quarters.Where(quarter => quarter.StartsAt() >= Ids.DayStart.Of(day, zone) && quarter.StartsAt() < Ids.DayStart.Of(day.PlusDays(1), zone)).ToList();
            previewed.Add(new(
                day, forecastOf, new(was.Sum(quarter => quarter.Cost.Nanos)), was.Sum(quarter => quarter.Opportunities), was.Sum(quarter => quarter.Wins),
                Replay(present, log!, day, history, forecastOf, zone), Replay(proposed, log!, day, history, forecastOf, zone)));
        }

        return previewed;
    }

    private static PreviewedSide Replay(Campaign campaign, RecordedDay log, LocalDate day, RecordedDay history, LocalDate forecastOf, DateTimeZone zone)
    {
        var times = new PreviewDayTimes(campaign, day, zone);
        var budget = BudgetOf(campaign, times);
        var scale = Math.Min(1, AuctionsMost / Math.Max(1, log.Rows.Sum(row => (double)row.Count)));
        var tuning = new PlanTuning(times.HourWeights, campaign.PacingRules.CatchUp?.TotalSeconds);
        var replayed = new ReplayCampaign
        {
            Id = campaign.Id,
            Budget = Times(budget, scale),
            Value = log.Value with { Most = campaign.Bidding.Max is { } max ? Math.Max(log.Value.Worth.PerImpression, max.NanosPerMille / 1000.0) : 0 },
            Result = new(1, 0, 0, 0),
            Controller = ControllerOf(campaign, ForecastOf(campaign, history, forecastOf, times, zone, scale), tuning),
            BidMost = Math.Max(1, campaign.Bidding.Max is { } most ? most.NanosPerMille / 1000 : budget.Nanos),
            HourlyLimit = campaign.PacingRules.HourlyLimit is { } limit ? Times(limit, scale) : null,
            EndMs = Math.Clamp(times.EndMs, 1, ReplayCampaign.DayMs),
            Hours = times.Hours,
        };
        var run = new ReplayRun([replayed], new());
        Play(log, scale, run);
        return Side(campaign, run.End(TimeSpan.Zero).Campaigns[0], budget, scale, PlanOf(campaign, tuning, log, times));
    }

    private static void Play(RecordedDay log, double scale, ReplayRun run)
    {
        var owed = 0.0;
        for (var i = 0; i < log.Rows.Count; i++)
        {
            var row = log.Rows[i];
            owed += row.Count * scale;
            row.Count = (int)owed;
            owed -= row.Count;
            if (row.Count > 0)
            {
                run.Take(row, i + 1 < log.Rows.Count ? log.Rows[i + 1].TimeMs : row.TimeMs);
            }
        }
    }

    // As a node would pace it on a day that it has a forecast for.
    private static IPacingController ControllerOf(Campaign campaign, DayForecast forecast, PlanTuning tuning)
    {
        var isAsap = campaign.Pacing.Strategy == PacingStrategy.Asap;
        var bounds = NodeMultipliers.Of(campaign, !isAsap && campaign.Pricing.Model != PricingModel.Cpm);
        return isAsap ? new AsFastAsPossible(bounds) : new ForecastController(forecast, ShapeOf(campaign), bounds, byParticipation: bounds.Min >= bounds.Max, tuning);
    }

    private static PlanShape ShapeOf(Campaign campaign) => new(campaign.Pacing.Strategy switch
    {
        PacingStrategy.Even => PlanKind.Time,
        PacingStrategy.FrontLoaded => PlanKind.FrontLoaded,
        _ => PlanKind.Traffic,
    });

    // Of the earlier day without what was announced for it, and with what is announced for this one.
    private static DayForecast ForecastOf(Campaign campaign, RecordedDay history, LocalDate forecastOf, PreviewDayTimes times, DateTimeZone zone, double scale)
    {
        var learner = new ReplayHistory(history.Value);
        foreach (var row in history.Rows)
        {
            learner.See(row, row.TimeMs);
        }

        var seconds = (times.End - times.Start).TotalSeconds;
        var forecast = learner.Learn(seconds) ?? DayForecast.Unknown(seconds);
        var seasons = campaign.PacingRules.Seasonality;
        var quarter = Duration.FromSeconds(DeliveryQuarter.LengthSeconds);
        var was = SeasonFactors.By(seasons, Ids.DayStart.Of(forecastOf, zone), quarter, Bins);
        var comes = SeasonFactors.By(seasons, times.Start, quarter, Bins);
        return was is null && comes is null && scale == 1
            ? forecast
            : forecast.Scaled([.. Enumerable.Range(0, Bins).Select(i => scale * (comes?[i] ?? 1) / (was?[i] ?? 1))]);
    }

    private static PreviewPlan PlanOf(Campaign campaign, PlanTuning tuning, RecordedDay log, PreviewDayTimes times)
    {
        var opportunities = new double[Bins];
        foreach (var row in log.Rows)
        {
            opportunities[Math.Clamp((int)(row.TimeMs / 1000 / DeliveryQuarter.LengthSeconds), 0, Bins - 1)] += row.Count;
        }

        return new(ShapeOf(campaign), tuning, opportunities, times.Served, times.EndMs);
    }

    private static PreviewedSide Side(Campaign campaign, CampaignResult result, Money budget, double scale, PreviewPlan plan)
    {
        var deviation = campaign.Pacing.Strategy == PacingStrategy.Asap || result.Course.Count == 0 ? 0 : result.Course.Max(mark => Math.Abs(mark.Spent - plan.At(mark.AtMs)));
        var hours = result.Hourly.Select(hour => new PreviewedHour(
            hour.Hour,
            budget.ScaleDown(Ratio.FromDouble(plan.At((hour.Hour + 1) * 3_600_000L) - plan.At(hour.Hour * 3_600_000L))),
            Times(hour.Spent, 1 / scale), (long)Math.Round(hour.Opportunities / scale), hour.AvgMultiplier, hour.Participation));
        return new(budget, Times(result.Spent, 1 / scale), (long)Math.Round(result.Impressions / scale), deviation, [.. hours]);
    }

    // The tighter of the daily limit and the day's part of the total.
    private static Money BudgetOf(Campaign campaign, PreviewDayTimes times)
    {
        var terms = CampaignTerms.From(campaign);
        var total = terms.MediaTotal is { } all ? (campaign.Pacing.Strategy == PacingStrategy.Asap ? all : all.ScaleDown(Ratio.FromDouble(times.PartOfFlight))) : Money.MaxValue;
        return Money.Min(terms.MediaDaily ?? Money.MaxValue, total);
    }

    private static Money Times(Money amount, double factor) => factor == 1 ? amount : new((long)Math.Round(Math.Min(long.MaxValue / 4, amount.Nanos * factor)));
}
