using Bidding.Core.Amounts;

namespace Bidding.Core.Ledger;

/// <summary>What one ad did, as its campaign's entries tell it.</summary>
public readonly record struct AdBooks
{
    public long Wins { get; init; }
    public long Impressions { get; init; }
    public long Clicks { get; init; }

    /// <summary>What counted towards the campaign's goal when it came.</summary>
    public long Results { get; init; }
    public long Conversions { get; init; }
    public Money ConversionValue { get; init; }
    public Money Posted { get; init; }
    public Money Billed { get; init; }

    /// <summary>Its part of the campaign's budget; zero until the first allocation.</summary>
    public Ratio Share { get; init; }
}
