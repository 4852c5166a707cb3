namespace Bidding.Core.Targeting;

/// <summary>A dotted version of up to four numbers (each capped at 65,535), comparable as one number. <c>default</c> is unknown.</summary>
public readonly record struct OsVersion(ulong Packed, bool IsKnown)
{
    private const int Parts = 4;
    private const ushort PartMax = ushort.MaxValue;

    /// <summary>Missing parts are 0: 15 is 15.0.0.0. Text that does not start with a number is unknown.</summary>
    public static OsVersion Parse(ReadOnlySpan<char> text) => Parse(text, 0);

    /// <summary>As the upper bound of a range missing parts are the largest: a maximum of 15 takes in 15.4.</summary>
    public static OsVersion ParseUpper(ReadOnlySpan<char> text) => Parse(text, PartMax);

    private static OsVersion Parse(ReadOnlySpan<char> text, ushort missing)
    {
        ulong packed = 0;
        var parts = 0;
        var rest = text.Trim();
        while (parts < Parts && !rest.IsEmpty && char.IsAsciiDigit(rest[0]))
        {
            var value = 0;
            var digits = 0;
            for (; digits < rest.Length && char.IsAsciiDigit(rest[digits]); digits++)
            {
                value = Math.Min((value * 10) + (rest[digits] - '0'), PartMax);
            }

            packed = (packed << 16) | (uint)value;
            parts++;
            rest = digits < rest.Length && rest[digits] is '.' or '_' ? rest[(digits + 1)..] : [];
        }

        if (parts == 0)
        {
            return default;
        }

        for (; parts < Parts; parts++)
        {
            packed = (packed << 16) | missing;
        }

        return new(packed, true);
    }
}
