namespace Bidding.Core.Replay.Logs;

/// <summary>One row of an auction log: <see cref="Count"/> like auctions. Prices are per mille, in the currency of the budget; absent columns are as their defaults say.</summary>
public struct AuctionRow
{
    /// <summary>Since the day's start.</summary>
    public long TimeMs { get; set; }

    /// <summary>The highest competing price; 0: no competitor.</summary>
    public double MarketCpm { get; set; }
    public double FloorCpm { get; set; }

    /// <summary>Expected clicks per impression, and expected conversions per impression; 0 where the log has none.</summary>
    public double Pctr { get; set; }
    public double Pcvr { get; set; }

    /// <summary>Clicks and conversions that an impression here brings.</summary>
    public double Clicks { get; set; }
    public double Conversions { get; set; }
    public double ConversionDelayMs { get; set; }

    /// <summary>Of the conversion, in the currency of the budget.</summary>
    public double Value { get; set; }

    /// <summary>How many like auctions the row stands for, spread evenly up to the next row's time. At least 1.</summary>
    public int Count { get; set; }
}
