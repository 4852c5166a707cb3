using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Google.Protobuf;

namespace Bidding.Gateway.Answers;

/// <summary>Protobuf's wire format, as far as an answer needs it (protobuf.dev, "Encoding"). Every method answers the bytes written.</summary>
internal static class ProtoBytes
{
    public static int VarintSize(int value) => (31 - BitOperations.LeadingZeroCount((uint)value | 1)) / 7 + 1;

    public static int WriteVarint(Span<byte> destination, int value)
    {
        var rest = (uint)value;
        var at = 0;
        while (rest >= 0x80)
        {
            destination[at++] = (byte)((rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        destination[at++] = (byte)rest;
        return at;
    }

    /// <summary>Field numbers up to 2,047.</summary>
    public static int WriteTag(Span<byte> destination, int field, WireFormat.WireType type) => WriteVarint(destination, (field << 3) | (int)type);

    public static int TagSize(int field) => VarintSize(field << 3);

    /// <summary>Tag, length and the bytes; <paramref name="length"/> is of what follows.</summary>
    public static int WriteHead(Span<byte> destination, int field, int length)
    {
        var at = WriteTag(destination, field, WireFormat.WireType.LengthDelimited);
        return at + WriteVarint(destination[at..], length);
    }

    public static int HeadSize(int field, int length) => TagSize(field) + VarintSize(length);

    /// <param name="bytes">The text's length in UTF-8.</param>
    public static int WriteString(Span<byte> destination, int field, string text, int bytes)
    {
        var at = WriteHead(destination, field, bytes);
        return at + Encoding.UTF8.GetBytes(text, destination[at..]);
    }

    public static int WriteBytes(Span<byte> destination, int field, ReadOnlySpan<byte> bytes)
    {
        var at = WriteHead(destination, field, bytes.Length);
        bytes.CopyTo(destination[at..]);
        return at + bytes.Length;
    }

    public static int WriteDouble(Span<byte> destination, int field, double value)
    {
        var at = WriteTag(destination, field, WireFormat.WireType.Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[at..], value);
        return at + sizeof(double);
    }

    /// <param name="value">Not negative.</param>
    public static int WriteInt(Span<byte> destination, int field, int value)
    {
        var at = WriteTag(destination, field, WireFormat.WireType.Varint);
        return at + WriteVarint(destination[at..], value);
    }
}
