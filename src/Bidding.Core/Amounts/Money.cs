using System.Globalization;

namespace Bidding.Core.Amounts;

/// <summary>
/// An amount of money in nano-units (10^-9) of a currency that the context names.
/// Range +-9.2 billion units; arithmetic is checked and throws <see cref="OverflowException"/>. <c>default</c> is zero.
/// </summary>
public readonly record struct Money(long Nanos) : IComparable<Money>
{
    /// <summary>Nano-units in one unit of a currency.</summary>
    public const long NanosPerUnit = 1_000_000_000;

    public static Money Zero => default;
    public static Money MaxValue => new(long.MaxValue);

    public bool IsZero => Nanos == 0;
    public bool IsPositive => Nanos > 0;
    public bool IsNegative => Nanos < 0;

    public static Money operator +(Money a, Money b) => new(checked(a.Nanos + b.Nanos));
    public static Money operator -(Money a, Money b) => new(checked(a.Nanos - b.Nanos));
    public static Money operator -(Money a) => new(checked(-a.Nanos));
    public static Money operator *(Money a, long count) => new(checked(a.Nanos * count));
    public static bool operator <(Money a, Money b) => a.Nanos < b.Nanos;
    public static bool operator >(Money a, Money b) => a.Nanos > b.Nanos;
    public static bool operator <=(Money a, Money b) => a.Nanos <= b.Nanos;
    public static bool operator >=(Money a, Money b) => a.Nanos >= b.Nanos;

    public static Money Min(Money a, Money b) => a.Nanos <= b.Nanos ? a : b;
    public static Money Max(Money a, Money b) => a.Nanos >= b.Nanos ? a : b;

    /// <summary>a + b, or the largest amount where the sum would not fit: for limits, never for postings.</summary>
    public static Money AddSaturating(Money a, Money b)
    {
        var sum = (Int128)a.Nanos + b.Nanos;
        return new((long)Int128.Clamp(sum, long.MinValue, long.MaxValue));
    }

    /// <summary>This amount times a ratio, rounded towards minus infinity.</summary>
    public Money ScaleDown(Ratio ratio) => new((long)FloorDiv((Int128)Nanos * ratio.Nanos, Ratio.NanosPerOne));

    /// <summary>This amount times a ratio, rounded to nearest, halves away from zero.</summary>
    public Money ScaleNearest(Ratio ratio)
    {
        var product = (Int128)Nanos * ratio.Nanos;
        var half = product >= 0 ? Ratio.NanosPerOne / 2 : -Ratio.NanosPerOne / 2;
        return new((long)((product + half) / Ratio.NanosPerOne));
    }

    /// <summary>Rounds to nearest nano-unit. Throws <see cref="OverflowException"/> when out of range.</summary>
    public static Money FromDecimal(decimal units) => new((long)decimal.Round(checked(units * NanosPerUnit), 0, MidpointRounding.AwayFromZero));

    public decimal ToDecimal() => (decimal)Nanos / NanosPerUnit;

    /// <summary>Reads a plain decimal with at most nine digits after the point, such as <c>12.50</c>; no exponent, no thousands separator.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Money amount)
    {
        amount = default;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units))
        {
            return false;
        }

        if (Math.Abs(units) > long.MaxValue / NanosPerUnit || decimal.Round(units, 9) != units)
        {
            return false;
        }

        amount = FromDecimal(units);
        return true;
    }

    public int CompareTo(Money other) => Nanos.CompareTo(other.Nanos);

    /// <summary>A plain decimal, at least two digits after the point: <c>12.50</c>, <c>0.000125</c>.</summary>
    public override string ToString() => ToDecimal().ToString("0.00#######", CultureInfo.InvariantCulture);

    internal static Int128 FloorDiv(Int128 a, Int128 b)
    {
        var quotient = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient;
    }
}
