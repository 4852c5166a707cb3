using Bidding.Core.Amounts;

namespace Bidding.Simulator.Market;

/// <summary>
/// The highest competing price of an auction, drawn log-normally: the usual shape of winning prices in open exchanges.
/// Not thread-safe: one per driver.
/// </summary>
public sealed class CompetingPrices(Random random)
{
    private const double Sigma = 0.55;

    /// <summary>One draw per mille around the format's median. Video and audio trade above banners, as they do in the market.</summary>
    public CpmPrice Draw(SlotFormat format)
    {
        var median = format switch
        {
            SlotFormat.Video => 6.0,
            SlotFormat.Audio => 4.0,
            SlotFormat.Native => 2.2,
            _ => 1.6,
        };
        return CpmPrice.TryFromDouble(median * Math.Exp(Sigma * Gaussian()), out var price) ? price : CpmPrice.Zero;
    }

    // Box and Muller, 1958.
    private double Gaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

public enum SlotFormat { Banner, Video, Audio, Native }
