using System.Globalization;

namespace Bidding.Core.Amounts;

/// <summary>
/// A price per thousand impressions, in nano-units of a currency that the context names. This type is the only place
/// where the factor 1000 between CPM and the price of one impression stands. <c>default</c> is zero.
/// </summary>
public readonly record struct CpmPrice(long NanosPerMille) : IComparable<CpmPrice>
{
    internal const long ImpressionsPerMille = 1000;

    public static CpmPrice Zero => default;

    /// <summary>The price of one impression, rounded up: what a bid reserves.</summary>
    public Money PerImpressionUp() => new(NanosPerMille >= 0
        ? (NanosPerMille / ImpressionsPerMille) + (NanosPerMille % ImpressionsPerMille == 0 ? 0 : 1)
        : NanosPerMille / ImpressionsPerMille);

    /// <summary>The price of one impression, rounded to nearest: what a win posts (never above the reserve).</summary>
    public Money PerImpressionNearest() => new((NanosPerMille + (NanosPerMille >= 0 ? ImpressionsPerMille / 2 : -ImpressionsPerMille / 2)) / ImpressionsPerMille);

    /// <summary>The CPM at which one impression costs <paramref name="amount"/>; saturates at the largest price.</summary>
    public static CpmPrice FromPerImpression(Money amount) =>
        new((long)Int128.Clamp((Int128)amount.Nanos * ImpressionsPerMille, long.MinValue, long.MaxValue));

    /// <summary>From a wire value in units per mille. False for NaN, infinities, negatives and values above one million.</summary>
    public static bool TryFromDouble(double unitsPerMille, out CpmPrice price)
    {
        price = default;
        if (!(unitsPerMille >= 0) || unitsPerMille > 1_000_000)
        {
            return false;
        }

        price = new((long)Math.Round(unitsPerMille * Money.NanosPerUnit, MidpointRounding.AwayFromZero));
        return true;
    }

    /// <summary>For the wire only: OpenRTB carries prices as doubles in units per mille.</summary>
    public double ToDouble() => NanosPerMille / (double)Money.NanosPerUnit;

    /// <summary>This price times a ratio, rounded towards minus infinity.</summary>
    public CpmPrice ScaleDown(Ratio ratio) => new(new Money(NanosPerMille).ScaleDown(ratio).Nanos);

    public static CpmPrice Min(CpmPrice a, CpmPrice b) => a.NanosPerMille <= b.NanosPerMille ? a : b;
    public static CpmPrice Max(CpmPrice a, CpmPrice b) => a.NanosPerMille >= b.NanosPerMille ? a : b;

    public static bool operator <(CpmPrice a, CpmPrice b) => a.NanosPerMille < b.NanosPerMille;
    public static bool operator >(CpmPrice a, CpmPrice b) => a.NanosPerMille > b.NanosPerMille;
    public static bool operator <=(CpmPrice a, CpmPrice b) => a.NanosPerMille <= b.NanosPerMille;
    public static bool operator >=(CpmPrice a, CpmPrice b) => a.NanosPerMille >= b.NanosPerMille;

    /// <summary>Reads a plain decimal in units per mille, at most nine digits after the point.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CpmPrice price)
    {
        var ok = Money.TryParse(text, out var amount);
        price = new(amount.Nanos);
        return ok;
    }

    public int CompareTo(CpmPrice other) => NanosPerMille.CompareTo(other.NanosPerMille);

    public override string ToString() => new Money(NanosPerMille).ToDecimal().ToString("0.00#######", CultureInfo.InvariantCulture);
}
