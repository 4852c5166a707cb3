using System.Buffers.Text;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Eight hexadecimal digits at the start of a request's id: they number what is sent, so that no two requests have the same id.</summary>
internal static class RequestId
{
    public const int Digits = 8;

    /// <summary>What stands there until it is sent.</summary>
    public const string Marker = "ZZZZZZZZ";

    public static void Write(Span<byte> digits, uint number)
    {
        for (var i = Digits - 1; i >= 0; i--)
        {
            digits[i] = "0123456789abcdef"u8[(int)(number & 15)];
            number >>= 4;
        }
    }

    public static bool TryRead(ReadOnlySpan<byte> id, out uint number)
    {
        number = 0;
        return id.Length >= Digits && Utf8Parser.TryParse(id[..Digits], out number, out var used, 'x') && used == Digits;
    }
}
