using System.Buffers.Text;

namespace Bidding.Core.Replay.Logs;

/// <summary>Reads plain decimals from bytes without allocating: logs have millions of them.</summary>
internal static class LogNumber
{
    private const int ExactDigits = 15;
    private static readonly double[] Tens = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>False for anything but a finite number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double number)
    {
        // Up to 15 digits and a power of ten are exact doubles, so their quotient is the nearest one (Clinger, 1990, "How to read floating point numbers accurately").
        var digits = 0L;
        var count = 0;
        var point = -1;
        var i = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (negative)
        {
            i = 1;
        }

        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= (byte)'0' and <= (byte)'9')
            {
                digits = (digits * 10) + (c - '0');
                if (++count > ExactDigits)
                {
                    return TrySlowly(text, out number);
                }
            }
            else if (c == '.' && point < 0)
            {
                point = count;
            }
            else
            {
                return TrySlowly(text, out number);
            }
        }

        if (count == 0)
        {
            number = 0;
            return false;
        }

        number = point < 0 ? digits : digits / Tens[count - point];
        number = negative ? -number : number;
        return true;
    }

    private static bool TrySlowly(ReadOnlySpan<byte> text, out double number) =>
        Utf8Parser.TryParse(text, out number, out var used) && used == text.Length && double.IsFinite(number);
}
