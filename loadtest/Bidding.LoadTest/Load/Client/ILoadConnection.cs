namespace Bidding.LoadTest.Load.Client;

/// <summary>A connection to a server under load, on bytes that are encoded beforehand. Used by one thread; nothing blocks.</summary>
internal interface ILoadConnection : IDisposable
{
    /// <summary>File descriptor, for polling.</summary>
    int Handle { get; }

    /// <summary>Requests sent and not answered yet.</summary>
    int InFlight { get; }

    /// <summary>True when another request can be sent now: streams and flow control allow it.</summary>
    bool HasRoom { get; }

    /// <summary>Output that the socket did not take yet.</summary>
    bool HasOutput { get; }

    /// <summary>Puts a request into the output. Its latency counts from <paramref name="intendedAt"/>.</summary>
    void Send(EncodedRequest request, long intendedAt);

    /// <summary>Writes as much of the output as the socket takes.</summary>
    void Flush();

    /// <summary>Reads what there is and hands every answer to <paramref name="sink"/>.</summary>
    void Receive(IAnswerSink sink);
}

/// <summary>Takes answers as they come.</summary>
internal interface IAnswerSink
{
    /// <param name="intendedAt">When the request was meant to be sent, in nanoseconds.</param>
    /// <param name="bid">True for an answer with a bid.</param>
    /// <param name="message">The answer without framing, valid during the call; empty when it is not at hand in one piece.</param>
    void Answered(long intendedAt, bool bid, ReadOnlySpan<byte> message);

    void Failed(long intendedAt, string reason);
}

/// <summary>A request as it goes over the wire.</summary>
/// <param name="Body">For gRPC with the five bytes of its message prefix.</param>
/// <param name="IdOffset">Where in <paramref name="Body"/> the eight digits are that make each sending of it another request.</param>
internal sealed record EncodedRequest(byte[] Body, int IdOffset);
