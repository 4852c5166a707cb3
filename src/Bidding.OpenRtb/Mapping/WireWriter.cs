using System.Buffers.Binary;

namespace Bidding.OpenRtb.Mapping;

/// <summary>Writes protobuf's wire form (protobuf.dev, "Encoding") into a buffer that is given. Each write answers false, and writes nothing more of use, where the buffer ends.</summary>
internal ref struct WireWriter(Span<byte> buffer)
{
    /// <summary>Bytes that a length takes which is known only afterwards: a varint padded to three bytes holds up to 2 MiB.</summary>
    private const int LengthBytes = 3;
    private const int LengthMax = (1 << 21) - 1;
    private const int VarintBytesMax = 10;
    private readonly Span<byte> _buffer = buffer;

    /// <summary>How much has been written, in bytes.</summary>
    public int Position { get; private set; }

    public bool TryInt(int field, int value)
    {
        if (!HasRoom(VarintBytesMax * 2))
        {
            return false;
        }

        Tag(field, 0);
        Varint(unchecked((ulong)value)); // a negative one is sent with its sign in all 64 bits
        return true;
    }

    public bool TryDouble(int field, double value)
    {
        if (!HasRoom(VarintBytesMax + sizeof(double)))
        {
            return false;
        }

        Tag(field, 1);
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer[Position..], value);
        Position += sizeof(double);
        return true;
    }

    public bool TryText(int field, ReadOnlySpan<byte> utf8)
    {
        if (!HasRoom((VarintBytesMax * 2) + utf8.Length))
        {
            return false;
        }

        Tag(field, 2);
        Varint((ulong)utf8.Length);
        utf8.CopyTo(_buffer[Position..]);
        Position += utf8.Length;
        return true;
    }

    /// <summary>Begins a field whose length is not known yet: room for up to <paramref name="bytesMax"/> bytes of content is there when it answers true.</summary>
    /// <param name="start">To be handed to <see cref="TryEnd"/>.</param>
    public bool TryBegin(int field, int bytesMax, out int start)
    {
        start = 0;
        if (!HasRoom(VarintBytesMax + LengthBytes + bytesMax))
        {
            return false;
        }

        Tag(field, 2);
        Position += LengthBytes;
        start = Position;
        return true;
    }

    /// <summary>The rest of the buffer, to be filled by hand after <see cref="TryBegin"/>; <see cref="Advance"/> says how far.</summary>
    public readonly Span<byte> Rest => _buffer[Position..];

    public void Advance(int bytes) => Position += bytes;

    public readonly bool TryEnd(int start)
    {
        var length = Position - start;
        if (length > LengthMax)
        {
            return false;
        }

        unchecked
        {
            _buffer[start - 3] = (byte)(length | 0x80);
            _buffer[start - 2] = (byte)((length >> 7) | 0x80);
            _buffer[start - 1] = (byte)(length >> 14);
        }

        return true;
    }

    private readonly bool HasRoom(int bytes) => _buffer.Length - Position >= bytes;

    private void Tag(int field, int form) => Varint(((ulong)field << 3) | (uint)form);

    private void Varint(ulong value)
    {
        unchecked
        {
            for (; value >= 0x80; value >>= 7)
            {
                _buffer[Position++] = (byte)(value | 0x80);
            }

            _buffer[Position++] = (byte)value;
        }
    }
}
