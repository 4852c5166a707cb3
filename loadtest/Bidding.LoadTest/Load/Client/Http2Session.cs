using System.Buffers.Binary;
using System.Net;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Takes what concerns a stream from <see cref="Http2Session"/>.</summary>
internal interface IStreamSink
{
    void Headers(int streamId, int status, int grpcStatus, bool end);

    void Data(int streamId, ReadOnlySpan<byte> payload, bool end);

    void Reset(int streamId, int errorCode);

    void WindowGrew(int streamId, int bytes);
}

/// <summary>
/// The client side of one HTTP/2 connection without TLS, as far as a load needs it: frames, settings, flow control of the connection, pings. Answers may be of any size: windows
/// towards us are the largest there are, and are refilled long before they are used up. One thread. Throws <see cref="IOException"/> when the server ends the connection.
/// </summary>
internal sealed class Http2Session : IDisposable
{
    public const int FrameBytesMax = 16_384;
    private const int DefaultWindow = 65_535;
    private const int SettingInitialWindow = 4;
    private const int SettingMaxStreams = 3;
    private const int RefillAfter = 1 << 29;
    private readonly SocketBuffers _socket;
    private readonly HpackReader _hpack = new();
    private long _receivedSinceRefill;

    public Http2Session(IPEndPoint server)
    {
        _socket = new SocketBuffers(server);
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.CopyTo(_socket.Append(24));
        // No pushes; the largest windows.
        var settings = Frame(new(12, FrameType.Settings, 0, 0));
        BinaryPrimitives.WriteUInt16BigEndian(settings, 2);
        BinaryPrimitives.WriteInt32BigEndian(settings[2..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(settings[6..], SettingInitialWindow);
        BinaryPrimitives.WriteInt32BigEndian(settings[8..], int.MaxValue);
        GrantWindow(0, int.MaxValue - DefaultWindow);
    }

    public int Handle => _socket.Handle;
    public bool HasOutput => _socket.HasOutput;

    /// <summary>Bytes of requests that the server takes on the connection now.</summary>
    public int SendWindow { get; private set; } = DefaultWindow;

    /// <summary>Of a stream at its start.</summary>
    public int StreamWindow { get; private set; } = DefaultWindow;
    public int StreamsMax { get; private set; } = 100;

    /// <summary>Writes a frame's header and gives the room of its payload.</summary>
    public Span<byte> Frame(FrameHeader header)
    {
        var bytes = _socket.Append(FrameHeader.Bytes + header.Length);
        header.Write(bytes);
        if (header.Type == FrameType.Data)
        {
            SendWindow -= header.Length;
        }

        return bytes[FrameHeader.Bytes..];
    }

    public void GrantWindow(int streamId, int bytes) => BinaryPrimitives.WriteInt32BigEndian(Frame(new(4, FrameType.WindowUpdate, 0, streamId)), bytes);

    public void Flush() => _socket.Flush();

    /// <summary>Reads once and hands out all complete frames.</summary>
    public void Receive(IStreamSink sink)
    {
        if (!_socket.Read())
        {
            return;
        }

        while (_socket.Input.Length >= FrameHeader.Bytes)
        {
            var header = FrameHeader.Read(_socket.Input);
            if (_socket.Input.Length < FrameHeader.Bytes + header.Length)
            {
                return;
            }

            Take(header, _socket.Input.Slice(FrameHeader.Bytes, header.Length), sink);
            _socket.Consume(FrameHeader.Bytes + header.Length);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Take(FrameHeader header, ReadOnlySpan<byte> payload, IStreamSink sink)
    {
        switch (header.Type)
        {
            case FrameType.Data:
                Refill(header.Length);
                sink.Data(header.StreamId, payload, header.Has(FrameHeader.EndStream));
                break;
            case FrameType.Headers when header.Has(FrameHeader.EndHeaders):
                var (status, grpcStatus) = (0, -1);
                _hpack.Read(payload, ref status, ref grpcStatus);
                sink.Headers(header.StreamId, status, grpcStatus, header.Has(FrameHeader.EndStream));
                break;
            case FrameType.Headers or FrameType.Continuation:
                throw new IOException("The server splits its header blocks, which this client does not read.");
            case FrameType.ResetStream:
                sink.Reset(header.StreamId, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.Settings when !header.Has(FrameHeader.Ack):
                TakeSettings(payload);
                Frame(new(0, FrameType.Settings, FrameHeader.Ack, 0));
                break;
            case FrameType.Ping when !header.Has(FrameHeader.Ack):
                payload.CopyTo(Frame(new(8, FrameType.Ping, FrameHeader.Ack, 0)));
                break;
            case FrameType.WindowUpdate when header.StreamId == 0:
                SendWindow += BinaryPrimitives.ReadInt32BigEndian(payload);
                break;
            case FrameType.WindowUpdate:
                sink.WindowGrew(header.StreamId, BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.GoAway:
                throw new IOException($"The server closes the connection (HTTP/2 error {BinaryPrimitives.ReadInt32BigEndian(payload[4..])}).");
        }
    }

    private void TakeSettings(ReadOnlySpan<byte> payload)
    {
        for (; payload.Length >= 6; payload = payload[6..])
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(payload[2..]);
            switch (BinaryPrimitives.ReadUInt16BigEndian(payload))
            {
                case SettingInitialWindow: StreamWindow = (int)value; break;
                case SettingMaxStreams: StreamsMax = (int)Math.Min(value, int.MaxValue); break;
            }
        }
    }

    private void Refill(int bytes)
    {
        _receivedSinceRefill += bytes;
        if (_receivedSinceRefill >= RefillAfter)
        {
            GrantWindow(0, (int)_receivedSinceRefill);
            _receivedSinceRefill = 0;
        }
    }
}
