using System.Buffers.Binary;
using System.Text;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Remembers strings that come with many requests (currencies, countries, mime types, domains, user agents) so that they are not allocated again. A string is
/// kept when it is seen a second time, so that ids do not drive the others out. A fixed table, newest wins: bounded memory whatever is sent.
/// Thread-safe without locks, as a slot is one reference.</summary>
public static class ShortStrings
{
    private const int MaxBytes = 192;
    private const int Slots = 8192;
    private static readonly string?[] Table = new string?[Slots];
    private static readonly uint[] LastSeen = new uint[Slots];

    /// <summary>The text, from the table where it is there. Not UTF-8: with replacement characters.</summary>
    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > MaxBytes)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        var hash = Hash(utf8);
        var slot = hash % Slots;
        var known = Volatile.Read(ref Table[slot]);
        // Only ASCII is equal to itself byte by character, and only ASCII is found again.
        if (known is not null && Ascii.Equals(utf8, known))
        {
            return known;
        }

        var fresh = Encoding.UTF8.GetString(utf8);
        if (LastSeen[slot] == hash)
        {
            Volatile.Write(ref Table[slot], fresh);
        }
        else
        {
            LastSeen[slot] = hash;
        }

        return fresh;
    }

    /// <summary>Over the whole text: many user agents, and many domains, have the same ends.</summary>
    public static uint Hash(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            var hash = (ulong)text.Length * 0x9E3779B97F4A7C15;
            for (; text.Length >= sizeof(ulong); text = text[sizeof(ulong)..])
            {
                hash = (ulong.RotateLeft(hash, 23) ^ BinaryPrimitives.ReadUInt64LittleEndian(text)) * 0x9E3779B97F4A7C15;
            }

            foreach (var b in text)
            {
                hash = (ulong.RotateLeft(hash, 11) ^ b) * 0x9E3779B97F4A7C15;
            }

            return (uint)(hash >> 32);
        }
    }
}
