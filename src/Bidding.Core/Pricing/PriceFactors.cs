using Bidding.Core.Amounts;

namespace Bidding.Core.Pricing;

/// <summary>How a bid's price came about, step by step. Amounts per mille in the campaign's currency unless said otherwise.</summary>
public readonly record struct PriceFactors
{
    /// <summary>What the advertiser is expected to owe for the impression under its pricing model.</summary>
    public CpmPrice ExpectedPayout { get; init; }

    /// <summary>The most the KPI target allows; null: no target.</summary>
    public CpmPrice? TargetValue { get; init; }

    /// <summary>The learned rates used, and the mean value of a conversion.</summary>
    public Ratio ClickRate { get; init; }
    public Ratio ConversionRate { get; init; }
    public Money ConversionValue { get; init; }

    /// <summary>What is left for media after margin or markup.</summary>
    public Ratio MediaShare { get; init; }

    /// <summary>The media value of the impression: the smaller of payout and target, times the media share, within the bid limits.</summary>
    public CpmPrice Value { get; init; }

    /// <summary>Pacing's multiplier and the probability with which pacing lets the campaign take part.</summary>
    public Ratio PacingMultiplier { get; init; }
    public Ratio Participation { get; init; }

    /// <summary>1 in a second-price auction; how far a first-price bid is lowered otherwise.</summary>
    public Ratio Shading { get; init; }

    /// <summary>Bid currency per unit of campaign currency.</summary>
    public Ratio ExchangeRate { get; init; }

    /// <summary>The floor in the bid's currency, and the price bid.</summary>
    public CpmPrice Floor { get; init; }
    public CpmPrice Price { get; init; }
}
