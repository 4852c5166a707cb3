using System.Buffers.Binary;
using System.Text;

namespace Bidding.LoadTest.Load.Client;

internal enum FrameType : byte
{
    Data = 0,
    Headers = 1,
    ResetStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    WindowUpdate = 8,
    Continuation = 9,
}

/// <summary>A frame's header (RFC 9113, section 4.1).</summary>
internal readonly record struct FrameHeader(int Length, FrameType Type, byte Flags, int StreamId)
{
    public const int Bytes = 9;
    public const byte EndStream = 1;
    public const byte Ack = 1;
    public const byte EndHeaders = 4;

    public bool Has(byte flag) => (Flags & flag) != 0;

    public static FrameHeader Read(ReadOnlySpan<byte> bytes) => new(
        (bytes[0] << 16) | (bytes[1] << 8) | bytes[2], (FrameType)bytes[3], bytes[4], BinaryPrimitives.ReadInt32BigEndian(bytes[5..]) & int.MaxValue);

    public void Write(Span<byte> bytes)
    {
        bytes[0] = (byte)(Length >> 16);
        bytes[1] = (byte)((Length >> 8) & 0xFF);
        bytes[2] = (byte)(Length & 0xFF);
        bytes[3] = (byte)Type;
        bytes[4] = Flags;
        BinaryPrimitives.WriteInt32BigEndian(bytes[5..], StreamId);
    }
}

/// <summary>
/// The header block of a gRPC call, the same for every call of a connection: the first one enters its fields into the server's dynamic table, the others point at them, as
/// gRPC clients do (RFC 7541, section 6).
/// </summary>
internal sealed class CallHeaders
{
    private const int FirstDynamicIndex = 62;

    private CallHeaders(byte[] first, byte[] next) => (First, Next) = (first, next);

    public byte[] First { get; }
    public byte[] Next { get; }

    public static CallHeaders For(string authority, string path, params (string Name, string Value)[] fields)
    {
        (string Name, string Value)[] entered =
        [
            (":path", path), (":authority", authority), ("content-type", "application/grpc"), ("te", "trailers"), ("user-agent", "bidding-loadtest"),
            ("grpc-accept-encoding", "identity,gzip,deflate"), .. fields,
        ];
        // :method POST and :scheme http are in the static table.
        byte[] fixedFields = [0x83, 0x86];
        var first = new List<byte>(fixedFields);
        var next = new List<byte>(fixedFields);
        for (var i = 0; i < entered.Length; i++)
        {
            first.Add(0x40);
            AddText(first, entered[i].Name);
            AddText(first, entered[i].Value);
            next.Add((byte)(0x80 | (FirstDynamicIndex + entered.Length - 1 - i)));
        }

        return new([.. first], [.. next]);
    }

    private static void AddText(List<byte> block, string text)
    {
        if (text.Length >= 127)
        {
            throw new ArgumentException($"A header field is too long: {text}");
        }

        block.Add((byte)text.Length);
        block.AddRange(Encoding.ASCII.GetBytes(text));
    }
}
