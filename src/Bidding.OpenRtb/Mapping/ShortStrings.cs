using System.Text;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Remembers short strings that come with every request (currencies, countries, mime types, languages) so that they are not
/// allocated again. A fixed table, newest wins: bounded memory whatever is sent. Thread-safe without locks, as a slot is one reference.</summary>
internal static class ShortStrings
{
    private const int MaxBytes = 16;
    private const int Slots = 4096;
    private static readonly string?[] Table = new string?[Slots];

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var slot = Slot(utf8);
        var known = Volatile.Read(ref Table[slot]);
        if (known is not null && Same(known, utf8))
        {
            return known;
        }

        var fresh = Encoding.UTF8.GetString(utf8);
        Volatile.Write(ref Table[slot], fresh);
        return fresh;
    }

    private static bool Same(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length != utf8.Length)
        {
            return false; // equal lengths mean ASCII, which the loop then proves
        }

        for (var i = 0; i < utf8.Length; i++)
        {
            if (text[i] != utf8[i] || utf8[i] >= 0x80)
            {
                return false;
            }
        }

        return true;
    }

    private static int Slot(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u; // FNV-1a
        foreach (var b in utf8)
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return (int)((hash ^ (hash >> 15)) % Slots);
    }
}
