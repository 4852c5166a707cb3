using System.Globalization;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Replay.Previews;
using Bidding.Gateway.Snapshots;
using Bidding.Protocol.V1;
using Grpc.Core;
using NodaTime;
using Campaign = Bidding.Core.Campaigns.Campaign;

namespace Bidding.Gateway.Management;

/// <summary>Runs previews of pacing rules, one at a time on a thread that gives way to bids, and puts them on the wire. Any thread.</summary>
internal sealed class PacingPreviews(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly SemaphoreSlim _turn = new(1, 1);

    public void Dispose() => _turn.Dispose();

    /// <summary>FAILED_PRECONDITION where the campaign has no day on record.</summary>
    public async Task<PacingPreview> RunAsync(Campaign present, Campaign proposed, CampaignDelivery delivery, int days, CancellationToken cancel)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(delivery.TimeZone) ?? DateTimeZone.Utc;
        var today = Instant.FromDateTimeOffset(time.GetUtcNow()).InZone(zone).Date;
        if (!await _turn.WaitAsync(Patience, cancel))
        {
            throw new RpcException(new global::Grpc.Core.Status(StatusCode.Unavailable, "Other previews are still running; try again."));
        }

        try
        {
            IReadOnlyList<PreviewedDay> previewed = [];
            await GentleThread.RunAsync("pacing-preview", () => previewed = RulePreview.Run(present, proposed, delivery.Quarters, zone, today, days, cancel));
            return previewed.Count > 0
                ? ToWire(present, proposed, previewed)
                : throw ManagementErrors.Of(
                    StatusCode.FailedPrecondition, [new("campaign_id", $"campaign '{present.Id}' has no day on record that is over and on which it made a bid: there is nothing to preview on yet")]);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static PacingPreview ToWire(Campaign present, Campaign proposed, IReadOnlyList<PreviewedDay> days) => new()
    {
        CampaignId = present.Id,
        Currency = present.Budget.Currency.ToString(),
        Days = { days.Select(ToWire) },
        Present = Sum([.. days.Select(day => day.Present)]),
        Proposed = Sum([.. days.Select(day => day.Proposed)]),
        NotSimulated = { NotSimulated(present, proposed) },
    };

    private static PreviewDay ToWire(PreviewedDay day) => new()
    {
        Day = Text(day.Day),
        ForecastOf = Text(day.ForecastOf),
        RecordedSpent = day.RecordedSpent.ToString(),
        RecordedOpportunities = day.RecordedOpportunities,
        RecordedWins = day.RecordedWins,
        Present = ToWire(day.Present),
        Proposed = ToWire(day.Proposed),
    };

    private static PreviewSide ToWire(PreviewedSide side) => new()
    {
        Budget = side.Budget.ToString(),
        Spent = side.Spent.ToString(),
        Impressions = side.Impressions,
        MaxDeviation = Text(side.MaxDeviation),
        Hourly =
        {
            side.Hourly.Select(hour => new PreviewHour
            {
                Hour = hour.Hour,
                Planned = hour.Planned.ToString(),
                Spent = hour.Spent.ToString(),
                Opportunities = hour.Opportunities,
                AvgMultiplier = Text(hour.AvgMultiplier),
                Participation = Text(hour.Participation),
            }),
        },
    };

    private static PreviewSide Sum(IReadOnlyList<PreviewedSide> sides) => new()
    {
        Budget = sides.Aggregate(Core.Amounts.Money.Zero, (sum, side) => sum + side.Budget).ToString(),
        Spent = sides.Aggregate(Core.Amounts.Money.Zero, (sum, side) => sum + side.Spent).ToString(),
        Impressions = sides.Sum(side => side.Impressions),
        MaxDeviation = Text(sides.Max(side => side.MaxDeviation)),
    };

    private static IEnumerable<string> NotSimulated(Campaign present, Campaign proposed)
    {
        if (Either(rules => rules.FrequencyCaps.Count + rules.RecencyCaps.Count > 0))
        {
            yield return "frequency_caps and recency_caps: the record names no users";
        }

        if (Either(rules => rules.PublisherLimit is not null))
        {
            yield return "publisher_limit: the record names no publishers";
        }

        if (Either(rules => rules.Multipliers.Max > Core.Amounts.Ratio.One))
        {
            yield return "bid_multiplier above what was bid: prices that no bid reached are guessed";
        }

        bool Either(Func<Core.Campaigns.PacingRules, bool> has) => has(present.PacingRules) || has(proposed.PacingRules);
    }

    private static string Text(LocalDate day) => NodaTime.Text.LocalDatePattern.Iso.Format(day);

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
