using System.Globalization;

namespace Bidding.Core.Amounts;

/// <summary>A fixed-point factor in billionths: a markup of 0.20, a share, an exchange rate. <c>default</c> is zero.</summary>
public readonly record struct Ratio(long Nanos) : IComparable<Ratio>
{
    public const long NanosPerOne = 1_000_000_000;

    public static Ratio Zero => default;
    public static Ratio One => new(NanosPerOne);

    public static Ratio FromDecimal(decimal value) => new((long)decimal.Round(checked(value * NanosPerOne), 0, MidpointRounding.AwayFromZero));

    /// <summary>Clamps to the range of the type; NaN becomes zero. For levers and weights, never for money rules a person wrote.</summary>
    public static Ratio FromDouble(double value) =>
        double.IsNaN(value) ? Zero : new((long)Math.Clamp(value * NanosPerOne, -9e18, 9e18));

    public static Ratio operator +(Ratio a, Ratio b) => new(a.Nanos + b.Nanos);
    public static Ratio operator -(Ratio a, Ratio b) => new(a.Nanos - b.Nanos);

    public decimal ToDecimal() => (decimal)Nanos / NanosPerOne;
    public double ToDouble() => Nanos / (double)NanosPerOne;

    public static bool operator <(Ratio a, Ratio b) => a.Nanos < b.Nanos;
    public static bool operator >(Ratio a, Ratio b) => a.Nanos > b.Nanos;
    public static bool operator <=(Ratio a, Ratio b) => a.Nanos <= b.Nanos;
    public static bool operator >=(Ratio a, Ratio b) => a.Nanos >= b.Nanos;

    public int CompareTo(Ratio other) => Nanos.CompareTo(other.Nanos);

    public override string ToString() => ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture);
}
