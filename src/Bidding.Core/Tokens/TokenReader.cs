using System.Buffers.Binary;

namespace Bidding.Core.Tokens;

/// <summary>
/// Reads what <see cref="TokenWriter"/> wrote. Never throws: what is cut off or out of range reads as 0 and clears
/// <see cref="Well"/>, which the caller asks once at the end.
/// </summary>
internal ref struct TokenReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;
    private bool _failed;

    /// <summary>All reads were whole and nothing is left over.</summary>
    public readonly bool Well => !_failed && _rest.IsEmpty;

    public byte Byte()
    {
        if (_rest.IsEmpty)
        {
            _failed = true;
            return 0;
        }
        byte value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    public ulong Fixed64()
    {
        if (_rest.Length < sizeof(ulong))
        {
            _failed = true;
            return 0;
        }
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(_rest);
        _rest = _rest[sizeof(ulong)..];
        return value;
    }

    public long Number()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return unchecked((long)(value >> 1) ^ -(long)(value & 1));
            }
        }
        _failed = true;
        return 0;
    }

    public int Number32()
    {
        long value = Number();
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            return (int)value;
        }
        _failed = true;
        return 0;
    }
}
