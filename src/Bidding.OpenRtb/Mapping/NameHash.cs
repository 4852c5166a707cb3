using System.Buffers.Binary;

namespace Bidding.OpenRtb.Mapping;

/// <summary>A quick hash of short text by its length and its two ends, which is all that tables of field names and of well-known values need. Pure.</summary>
internal static class NameHash
{
    private const uint First = 0x9E3779B1; // primes with well-spread bits, as in xxHash32
    private const uint Second = 0x85EBCA77;

    public static uint Of(ReadOnlySpan<byte> text)
    {
        unchecked
        {
            var hash = (uint)text.Length * Second;
            if (text.Length >= sizeof(uint))
            {
                hash ^= BinaryPrimitives.ReadUInt32LittleEndian(text) * First;
                hash = (hash ^ (hash >> 15)) + (BinaryPrimitives.ReadUInt32LittleEndian(text[^sizeof(uint)..]) * Second);
            }
            else
            {
                foreach (var b in text)
                {
                    hash = (hash ^ b) * First;
                }
            }

            return hash ^ (hash >> 16);
        }
    }
}
