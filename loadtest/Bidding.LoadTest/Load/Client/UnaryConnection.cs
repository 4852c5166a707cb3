using System.Net;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Unary gRPC calls over one HTTP/2 connection, each on a stream of its own.</summary>
internal sealed class UnaryConnection : ILoadConnection, IStreamSink
{
    private const int PrefixBytes = 5;
    private const int SlotMask = (1 << 16) - 1;
    private readonly Http2Session _session;
    private readonly CallHeaders _headers;
    private readonly Call[] _calls = new Call[SlotMask + 1];
    private IAnswerSink? _sink;
    private uint _number;
    private int _nextStream = 1;

    /// <param name="number">The first request's number: apart from those of other connections.</param>
    public UnaryConnection(IPEndPoint server, CallHeaders headers, uint number)
    {
        _session = new Http2Session(server);
        _headers = headers;
        _number = number;
    }

    public int Handle => _session.Handle;
    public int InFlight { get; private set; }
    public bool HasRoom => InFlight < _session.StreamsMax && _session.SendWindow >= Http2Session.FrameBytesMax && !SlotOf(_nextStream).Open;
    public bool HasOutput => _session.HasOutput;

    public void Send(EncodedRequest request, long intendedAt)
    {
        var stream = _nextStream;
        if (stream > int.MaxValue - 2)
        {
            throw new IOException("The connection has used up its streams.");
        }

        _nextStream += 2;
        var block = stream == 1 ? _headers.First : _headers.Next;
        block.CopyTo(_session.Frame(new(block.Length, FrameType.Headers, FrameHeader.EndHeaders, stream)));
        var body = _session.Frame(new(request.Body.Length, FrameType.Data, FrameHeader.EndStream, stream));
        request.Body.CopyTo(body);
        RequestId.Write(body[request.IdOffset..], _number++);
        SlotOf(stream) = new Call { Open = true, IntendedAt = intendedAt };
        InFlight++;
    }

    public void Flush() => _session.Flush();

    public void Receive(IAnswerSink sink)
    {
        _sink = sink;
        _session.Receive(this);
    }

    public void Dispose() => _session.Dispose();

    void IStreamSink.Headers(int streamId, int status, int grpcStatus, bool end)
    {
        ref var call = ref SlotOf(streamId);
        if (status != 0)
        {
            call.Status = status;
        }

        if (end)
        {
            End(ref call, grpcStatus);
        }
    }

    void IStreamSink.Data(int streamId, ReadOnlySpan<byte> payload, bool end)
    {
        ref var call = ref SlotOf(streamId);
        if (!call.Answered && payload.Length > PrefixBytes)
        {
            var message = payload[PrefixBytes..];
            call.Answered = AnswerScan.TryScan(message, out _, out call.Bid);
            // The message must be looked at now: its bytes do not stay.
            var whole = payload[1] == 0 && ((payload[2] << 16) | (payload[3] << 8) | payload[4]) == message.Length;
            _sink!.Answered(call.IntendedAt, call.Bid, whole ? message : default);
        }

        if (end)
        {
            End(ref call, -1);
        }
    }

    void IStreamSink.Reset(int streamId, int errorCode)
    {
        ref var call = ref SlotOf(streamId);
        call.Answered = false;
        Close(ref call, $"stream reset, HTTP/2 error {errorCode}");
    }

    void IStreamSink.WindowGrew(int streamId, int bytes)
    {
        // A request fits into its stream's first window.
    }

    private void End(ref Call call, int grpcStatus) => Close(
        ref call,
        call.Status != 200 ? $"HTTP {call.Status}"
        : grpcStatus != 0 ? grpcStatus < 0 ? "no grpc-status" : $"grpc-status {grpcStatus}"
        : !call.Answered ? "no answer in the call"
        : "");

    private void Close(ref Call call, string fault)
    {
        if (!call.Open)
        {
            return;
        }

        call.Open = false;
        InFlight--;
        if (fault.Length > 0)
        {
            _sink!.Failed(call.IntendedAt, fault);
        }
    }

    private ref Call SlotOf(int stream) => ref _calls[(stream >> 1) & SlotMask];

    private struct Call
    {
        public long IntendedAt;
        public int Status;
        public bool Open;
        public bool Answered;
        public bool Bid;
    }
}
