using System.Buffers.Binary;

namespace Bidding.Gateway.OpenRtb.Wire;

/// <summary>
/// Reads a protobuf message field by field, without a copy (protobuf.dev, "Encoding"). Stops at anything out of the ordinary and says so in <see cref="IsOdd"/>: bytes that
/// end too early, groups, a known field in a form that is not its own. Whoever uses it then leaves the message to the generated parser, whose verdict counts.
/// </summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;
    private ReadOnlySpan<byte> _bytes;
    private ulong _number;
    private int _form;

    public bool IsOdd { get; private set; }

    /// <summary>The number of the field that <see cref="Next"/> came to.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end, or where the message is odd.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty || IsOdd)
        {
            return false;
        }

        if (!TryVarint(out var tag) || tag >> 3 is 0 or > int.MaxValue)
        {
            return Odd();
        }

        Field = (int)(tag >> 3);
        _form = (int)(tag & 7);
        return _form switch
        {
            Varint => TryVarint(out _number) || Odd(),
            LengthDelimited => (TryVarint(out var length) && TryTake(length)) || Odd(),
            Fixed64 => TryTake(sizeof(ulong)) || Odd(),
            Fixed32 => TryTake(sizeof(uint)) || Odd(),
            _ => Odd(),
        };
    }

    /// <summary>An int32: of longer numbers the lower half, as every parser of protobuf reads them.</summary>
    public int Int()
    {
        Expect(Varint);
        return unchecked((int)_number);
    }

    public bool Bool()
    {
        Expect(Varint);
        return _number != 0;
    }

    public double Double()
    {
        Expect(Fixed64);
        return IsOdd ? 0 : BinaryPrimitives.ReadDoubleLittleEndian(_bytes);
    }

    /// <summary>A string's UTF-8, or a message.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(LengthDelimited);
        return IsOdd ? [] : _bytes;
    }

    /// <summary>The same, for a message that may stand only once: twice would mean that both are merged.</summary>
    public void Single(ref ReadOnlySpan<byte> part, ref bool present)
    {
        IsOdd |= present;
        present = true;
        part = Bytes();
    }

    /// <summary>The numbers of a repeated int32: several at once where they are packed, else the one. Hands them out until it answers false.</summary>
    public bool NextInt(ref ReadOnlySpan<byte> packed, ref bool begun, out int value)
    {
        value = 0;
        if (!begun)
        {
            begun = true;
            if (_form == Varint)
            {
                value = Int();
                return true;
            }

            packed = Bytes();
        }

        if (packed.IsEmpty || IsOdd)
        {
            return false;
        }

        if (!TryVarint(ref packed, out var number))
        {
            return Odd();
        }

        value = unchecked((int)number);
        return true;
    }

    /// <summary>Marks the message as one for the generated parser.</summary>
    public bool Odd()
    {
        IsOdd = true;
        return false;
    }

    private void Expect(int form) => IsOdd |= _form != form;

    private bool TryTake(ulong length)
    {
        if (length > (ulong)_rest.Length)
        {
            return false;
        }

        _bytes = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }

    private bool TryVarint(out ulong value) => TryVarint(ref _rest, out value);

    private static bool TryVarint(ref ReadOnlySpan<byte> from, out ulong value)
    {
        if (!from.IsEmpty && from[0] < 0x80)
        {
            value = from[0];
            from = from[1..];
            return true;
        }

        value = 0;
        for (var i = 0; i < from.Length && i < 10; i++)
        {
            value |= (ulong)(from[i] & 0x7F) << (7 * i);
            if (from[i] < 0x80)
            {
                from = from[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
