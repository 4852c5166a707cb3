using Bidding.Core.Amounts;

namespace Bidding.Core.Pricing;

/// <summary>Rounding between a bid's price and the money it reserves.</summary>
public static class PriceRounding
{
    /// <summary>Prices are answered in ten-thousandths of a unit per mille: what exchanges carry without loss.</summary>
    public const long IncrementNanos = Money.NanosPerUnit / 10_000;

    /// <summary>Down to the increment, but never below the floor.</summary>
    public static CpmPrice Down(CpmPrice price, CpmPrice floor) =>
        CpmPrice.Max(new(price.NanosPerMille - (price.NanosPerMille % IncrementNanos)), floor);

    /// <summary>A price in another currency, rounded up: for floors.</summary>
    public static CpmPrice ScaleUp(CpmPrice price, Ratio rate) => new(-new Money(-price.NanosPerMille).ScaleDown(rate).Nanos);

    /// <summary>What one impression at this price may cost in the campaign's currency, rounded up: the reserve.</summary>
    /// <param name="rate">Campaign currency per unit of the price's currency.</param>
    public static Money Reserve(CpmPrice price, Ratio rate)
    {
        var perImpression = price.PerImpressionUp();
        return rate == Ratio.One ? perImpression : -(-perImpression).ScaleDown(rate);
    }
}
