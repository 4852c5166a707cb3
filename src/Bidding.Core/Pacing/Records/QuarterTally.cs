namespace Bidding.Core.Pacing.Records;

/// <summary>A quarter of an hour being counted. Money in nano-units.</summary>
internal struct QuarterTally
{
    public long Number;
    public double ServedSeconds;
    public long Opportunities;
    public double Entered;

    /// <summary>Multipliers, weighted by what was entered with them.</summary>
    public double Multipliers;
    public long Bids;
    public long Placed;
    public long Wins;
    public long Cost;
    public double LogPrices;
    public double SquaredLogPrices;

    /// <summary>What another has counted of the same quarter.</summary>
    public void Add(in QuarterTally other)
    {
        ServedSeconds += other.ServedSeconds;
        Opportunities += other.Opportunities;
        Entered += other.Entered;
        Multipliers += other.Multipliers;
        Bids += other.Bids;
        Placed += other.Placed;
        Wins += other.Wins;
        Cost += other.Cost;
        LogPrices += other.LogPrices;
        SquaredLogPrices += other.SquaredLogPrices;
    }

    public readonly DeliveryQuarter Read()
    {
        var mean = Wins > 0 ? LogPrices / Wins : 0;
        return new()
        {
            Number = Number,
            ServedSeconds = Math.Min(DeliveryQuarter.LengthSeconds, ServedSeconds),
            Opportunities = Opportunities,
            Entered = Entered,
            Multiplier = Entered > 0 ? Multipliers / Entered : 1,
            Bids = Bids,
            Placed = new(Placed),
            Wins = Wins,
            Cost = new(Math.Max(0, Cost)),
            LogPriceMean = mean,
            LogPriceDeviation = Wins > 0 ? Math.Sqrt(Math.Max(0, (SquaredLogPrices / Wins) - (mean * mean))) : 0,
        };
    }
}
