using System.Buffers.Binary;

namespace Bidding.Core.Tokens;

/// <summary>Writes a token's fields in turn: whole numbers as zigzag varints (small is short), random bits in full.</summary>
internal ref struct TokenWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    public int Written { get; private set; }

    public void Byte(byte value) => _destination[Written++] = value;

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_destination[Written..], value);
        Written += sizeof(ulong);
    }

    public void Number(long value)
    {
        // Zigzag: 0, -1, 1, -2... become 0, 1, 2, 3...; the shifts must drop and copy the sign bit, not check it.
        ulong rest = unchecked((ulong)((value << 1) ^ (value >> 63)));
        while (rest >= 0x80)
        {
            Byte((byte)((rest & 0x7F) | 0x80));
            rest >>= 7;
        }
        Byte((byte)rest);
    }
}
