using System.Buffers.Binary;
using System.Net;

namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// <c>BidStream</c> over one HTTP/2 connection: one call, a window of requests under way in it. Answers are matched by their id where the server gives it back, else taken in order.
/// </summary>
internal sealed class StreamConnection : ILoadConnection, IStreamSink
{
    /// <summary>As many as a node takes from a stream at once.</summary>
    public const int InFlightMax = 256;
    private const int Stream = 1;
    private const int PrefixBytes = 5;
    private const int SlotMask = (1 << 12) - 1;
    private const int RefillAfter = 1 << 29;
    private readonly Http2Session _session;
    private readonly bool _matchById;
    private readonly int _inFlightMax;
    private readonly long[] _intendedAt = new long[SlotMask + 1];
    private readonly bool[] _open = new bool[SlotMask + 1];
    private IAnswerSink? _sink;
    private byte[] _partial = new byte[64 * 1024];
    private int _partialBytes;
    private uint _sent, _answered;
    private long _window;
    private long _receivedSinceRefill;

    public StreamConnection(IPEndPoint server, CallHeaders headers, bool matchById, int inFlightMax)
    {
        _session = new Http2Session(server);
        _matchById = matchById;
        _inFlightMax = inFlightMax;
        headers.First.CopyTo(_session.Frame(new(headers.First.Length, FrameType.Headers, FrameHeader.EndHeaders, Stream)));
    }

    public int Handle => _session.Handle;
    public int InFlight { get; private set; }

    public bool HasRoom => InFlight < _inFlightMax && !_open[_sent & SlotMask] && _session.SendWindow >= Http2Session.FrameBytesMax && Window >= Http2Session.FrameBytesMax;
    public bool HasOutput => _session.HasOutput;

    // Settings arrive after the stream was opened: what was sent and granted until then moves the window by as much.
    private long Window => _window + _session.StreamWindow;

    public void Send(EncodedRequest request, long intendedAt)
    {
        var body = _session.Frame(new(request.Body.Length, FrameType.Data, 0, Stream));
        request.Body.CopyTo(body);
        RequestId.Write(body[request.IdOffset..], _sent);
        _window -= request.Body.Length;
        _intendedAt[_sent & SlotMask] = intendedAt;
        _open[_sent & SlotMask] = true;
        _sent++;
        InFlight++;
    }

    public void Flush() => _session.Flush();

    public void Receive(IAnswerSink sink)
    {
        _sink = sink;
        _session.Receive(this);
        if (_receivedSinceRefill >= RefillAfter)
        {
            _session.GrantWindow(Stream, (int)_receivedSinceRefill);
            _receivedSinceRefill = 0;
        }
    }

    public void Dispose() => _session.Dispose();

    void IStreamSink.Headers(int streamId, int status, int grpcStatus, bool end)
    {
        if (end || (status != 0 && status != 200))
        {
            throw new IOException($"The server ended the stream: HTTP {status}, grpc-status {grpcStatus}.");
        }
    }

    void IStreamSink.Data(int streamId, ReadOnlySpan<byte> payload, bool end)
    {
        _receivedSinceRefill += payload.Length;
        if (_partialBytes > 0)
        {
            Keep(payload);
            var used = TakeMessages(_partial.AsSpan(0, _partialBytes));
            _partial.AsSpan(used, _partialBytes - used).CopyTo(_partial);
            _partialBytes -= used;
            return;
        }

        Keep(payload[TakeMessages(payload)..]);
    }

    void IStreamSink.Reset(int streamId, int errorCode) => throw new IOException($"The server reset the stream: HTTP/2 error {errorCode}.");

    void IStreamSink.WindowGrew(int streamId, int bytes) => _window += bytes;

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_partialBytes + bytes.Length > _partial.Length)
        {
            Array.Resize(ref _partial, (_partialBytes + bytes.Length) * 2);
        }

        bytes.CopyTo(_partial.AsSpan(_partialBytes));
        _partialBytes += bytes.Length;
    }

    private int TakeMessages(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (bytes.Length - used >= PrefixBytes)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes[(used + 1)..]);
            if (bytes.Length - used - PrefixBytes < length)
            {
                break;
            }

            Take(bytes.Slice(used + PrefixBytes, length));
            used += PrefixBytes + length;
        }

        return used;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        var read = AnswerScan.TryScan(message, out var id, out var bid);
        var number = _answered++;
        if (_matchById && !RequestId.TryRead(id, out number))
        {
            throw new IOException("The server answered without the request's id.");
        }

        var slot = number & SlotMask;
        if (!_open[slot])
        {
            throw new IOException("The server answered a request twice, or one that was not sent.");
        }

        _open[slot] = false;
        InFlight--;
        if (read)
        {
            _sink!.Answered(_intendedAt[slot], bid, message);
        }
        else
        {
            _sink!.Failed(_intendedAt[slot], "an answer that is no BidResponse");
        }
    }
}
