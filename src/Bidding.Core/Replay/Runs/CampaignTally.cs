namespace Bidding.Core.Replay.Runs;

/// <summary>One hour of a campaign's replay; amounts in nano-units.</summary>
internal struct HourTally
{
    public long Opportunities;
    public long Spent;
    public double Multipliers;
    public double Participations;
}

/// <summary>What a campaign did in a replay, as it goes: for the report. For one thread.</summary>
internal sealed class CampaignTally
{
    private readonly List<(long Opportunities, long Spent, long AtMs)> _marks = new(10_000);

    public long Opportunities;
    public long Spent;
    public long Bids;
    public long Impressions;
    public double Clicks;
    public double Conversions;
    public double Value;
    public long FirstServingMs = -1;
    public long LastServingMs = -1;

    public HourTally[] Hours { get; } = new HourTally[25];

    /// <summary>Keeps where traffic and spending stand: against the day's true traffic once that is known.</summary>
    public void Mark(long nowMs)
    {
        if (_marks.Count == 0 || _marks[^1].Opportunities != Opportunities || _marks[^1].Spent != Spent)
        {
            _marks.Add((Opportunities, Spent, nowMs));
        }
    }

    /// <summary>Where spending stood against a plan that follows the true traffic, as parts of the budget, in order of time.</summary>
    public IEnumerable<(long AtMs, double Planned, double Spent)> Course(long budget)
    {
        foreach (var (opportunities, spent, atMs) in _marks)
        {
            yield return (atMs, Opportunities > 0 ? opportunities / (double)Opportunities : 0, budget > 0 ? spent / (double)budget : 0);
        }
    }
}
