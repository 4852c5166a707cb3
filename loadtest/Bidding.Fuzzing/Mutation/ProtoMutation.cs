using System.Buffers;
using System.Buffers.Binary;
using Google.Protobuf;

namespace Bidding.Fuzzing.Mutation;

/// <summary>
/// Damages protobuf where it has meaning: field numbers and wire types changed, fields dropped, doubled and merged twice, groups and unknown fields added, lengths that
/// lie, texts that are no UTF-8; and now and then in its bytes. Works on the wire format, so it knows no schema. Stateless.
/// </summary>
public static class ProtoMutation
{
    private const int DepthMax = 8;
    private const int WireTypes = 8;
    private const int CopiesSizeMax = 100_000;

    private static readonly double[] Doubles =
        [0, -0.0, 1, -1, 0.1, 1e-9, 1e9, 1e18, double.MaxValue, double.MinValue, double.Epsilon, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly ulong[] Varints =
        [0, 1, 2, 3, 127, 128, 300, 65_535, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue, unchecked((ulong)-1L), unchecked((ulong)(long)int.MinValue)];

    public static byte[] Next(ReadOnlySpan<byte> message, Random random)
    {
        var bytes = message.ToArray();
        for (var hits = random.Next(4); hits > 0; hits--)
        {
            bytes = Damage(bytes, random, 0);
        }

        return random.Next(6) == 0 ? ByteMutation.Next(bytes, random) : bytes;
    }

    private static byte[] Damage(byte[] message, Random random, int depth)
    {
        if (!TryFields(message, out var fields))
        {
            return ByteMutation.Next(message, random);
        }

        var index = random.Next(fields.Count);
        var field = fields[index];
        if (field.Type == WireFormat.WireType.LengthDelimited && depth < DepthMax && field.Content.Length > 1 && random.Next(4) != 0)
        {
            fields[index] = field with { Content = TryFields(field.Content, out _) ? Damage(field.Content, random, depth + 1) : Text(field.Content, random) };
            return Write(fields);
        }

        switch (random.Next(9))
        {
            case 0:
                fields.RemoveAt(index);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), field);
                break;
            case 2:
                fields[index] = field with { Number = random.Next(8) == 0 ? random.Next(1, 536_870_911) : Math.Max(1, field.Number + random.Next(-3, 4)) };
                break;
            case 3:
                fields[index] = field with { Type = (WireFormat.WireType)random.Next(WireTypes) };
                break;
            case 4:
                fields[index] = Varint(field.Number, random);
                break;
            case 5:
                fields[index] = Double(field.Number, random);
                break;
            case 6:
                fields.Insert(index, Group(random));
                break;
            case 7:
                for (var times = random.Next(1, 300); times > 0 && times * field.Content.Length < CopiesSizeMax; times--)
                {
                    fields.Add(field);
                }

                break;
            default:
                fields[index] = field with { LengthLie = random.Next(-3, 1000) };
                break;
        }

        return Write(fields);
    }

    private static byte[] Text(byte[] content, Random random) => random.Next(4) switch
    {
        0 => [],
        1 => ByteMutation.Next(content, random),
        2 => System.Text.Encoding.UTF8.GetBytes(OddValues.NextText(random)),
        _ => System.Text.Encoding.Latin1.GetBytes(OddValues.NextText(random).Replace('é', '\xFF')),
    };

    private static WireField Varint(int number, Random random)
    {
        var output = new ArrayBufferWriter<byte>(10);
        WriteVarint(output, Varints[random.Next(Varints.Length)]);
        return new(number, WireFormat.WireType.Varint, output.WrittenSpan.ToArray());
    }

    private static WireField Double(int number, Random random)
    {
        var bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, Doubles[random.Next(Doubles.Length)]);
        return new(number, WireFormat.WireType.Fixed64, bytes);
    }

    /// <summary>A group that nobody knows, closed, nested or left open.</summary>
    private static WireField Group(Random random)
    {
        var depth = random.Next(1, 120);
        var content = new List<byte>();
        for (var i = 1; i < depth; i++)
        {
            content.Add((1 << 3) | (byte)WireFormat.WireType.StartGroup);
        }

        var closed = random.Next(3) == 0 ? depth - 1 : depth;
        for (var i = 0; i < closed; i++)
        {
            content.Add((1 << 3) | (byte)WireFormat.WireType.EndGroup);
        }

        return new(1, WireFormat.WireType.StartGroup, [.. content]);
    }

    /// <summary>Without the library's reader, whose refusals are exceptions: most texts are tried as messages in vain.</summary>
    private static bool TryFields(ReadOnlySpan<byte> message, out List<WireField> fields)
    {
        fields = [];
        while (!message.IsEmpty)
        {
            if (!TryVarint(ref message, out var tag) || tag >> 3 is 0 or > int.MaxValue)
            {
                return false;
            }

            var (number, type) = ((int)(tag >> 3), (WireFormat.WireType)(tag & 7));
            if (!TryContent(ref message, type, out var content))
            {
                return false;
            }

            fields.Add(new(number, type, content));
        }

        return fields.Count > 0;
    }

    private static bool TryContent(ref ReadOnlySpan<byte> message, WireFormat.WireType type, out byte[] content)
    {
        content = [];
        var before = message;
        var length = 0UL;
        var found = type switch
        {
            WireFormat.WireType.Varint => TryVarint(ref message, out _),
            WireFormat.WireType.LengthDelimited => TryVarint(ref message, out length),
            _ => type is WireFormat.WireType.Fixed32 or WireFormat.WireType.Fixed64,
        };
        if (type is WireFormat.WireType.Fixed32 or WireFormat.WireType.Fixed64)
        {
            length = type == WireFormat.WireType.Fixed32 ? 4UL : 8UL;
        }

        if (!found || length > (ulong)message.Length)
        {
            return false;
        }

        var from = type == WireFormat.WireType.LengthDelimited ? message : before;
        message = message[(int)length..];
        content = from[..(from.Length - message.Length)].ToArray();
        return true;
    }

    private static bool TryVarint(ref ReadOnlySpan<byte> bytes, out ulong value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(10, bytes.Length); i++)
        {
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }

    private static byte[] Write(List<WireField> fields)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        foreach (var field in fields)
        {
            WriteVarint(output, ((ulong)field.Number << 3) | (ulong)field.Type);
            if (field.Type == WireFormat.WireType.LengthDelimited)
            {
                WriteVarint(output, (ulong)Math.Max(0, field.Content.Length + field.LengthLie));
            }

            output.Write(field.Content);
        }

        return output.WrittenSpan.ToArray();
    }

    private static void WriteVarint(ArrayBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(10);
        var at = 0;
        for (; value > 0x7F; value >>= 7)
        {
            span[at++] = (byte)((value & 0x7F) | 0x80);
        }

        span[at++] = (byte)value;
        output.Advance(at);
    }

    private readonly record struct WireField(int Number, WireFormat.WireType Type, byte[] Content)
    {
        /// <summary>Added to the length that is written.</summary>
        public int LengthLie { get; init; }
    }
}
