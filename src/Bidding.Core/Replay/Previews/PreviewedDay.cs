using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Replay.Previews;

/// <summary>What two sets of rules make of one recorded day, and what it really was.</summary>
/// <param name="ForecastOf">The recorded day that its traffic was forecast from: the one before it, or itself where there is no other.</param>
public sealed record PreviewedDay(LocalDate Day, LocalDate ForecastOf, Money RecordedSpent, long RecordedOpportunities, long RecordedWins, PreviewedSide Present, PreviewedSide Proposed);

/// <summary>One set of rules on one day. Amounts in the campaign's currency.</summary>
/// <param name="MaxDeviation">Largest |spent - plan| / budget, the plan being the rules' own over the day's true traffic.</param>
public sealed record PreviewedSide(Money Budget, Money Spent, long Impressions, double MaxDeviation, IReadOnlyList<PreviewedHour> Hourly);

/// <summary>One hour of the day, from its beginning on.</summary>
public sealed record PreviewedHour(int Hour, Money Planned, Money Spent, long Opportunities, double AvgMultiplier, double Participation);
