using Bidding.LoadTest.Load.Client;

namespace Bidding.LoadTest.Tests.Load;

/// <summary>A server and its clock in memory: answers each request after <see cref="ServiceNanos"/>, except that it stands still for a while once.</summary>
internal sealed class FakeServer(long stallStart, long stallEnd, int streamsMax = 1000) : ILoadConnection, IWaiter
{
    private const long ServiceNanos = 100_000;
    private readonly Queue<(long IntendedAt, long ReadyAt)> _underWay = new();

    public long NowNanos { get; private set; }
    public int Handle => -1;
    public int InFlight => _underWay.Count;
    public bool HasRoom => _underWay.Count < streamsMax;
    public bool HasOutput => false;
    public long Sent { get; private set; }

    public void Send(EncodedRequest request, long intendedAt)
    {
        Sent++;
        var ready = NowNanos + ServiceNanos;
        _underWay.Enqueue((intendedAt, ready > stallStart && ready < stallEnd ? stallEnd : ready));
    }

    public void Flush()
    {
        // Everything is sent at once.
    }

    public void Wait(IReadOnlyList<ILoadConnection> connections, long untilNanos, bool[] readable)
    {
        var next = _underWay.TryPeek(out var first) ? Math.Min(first.ReadyAt, untilNanos) : untilNanos;
        NowNanos = Math.Max(NowNanos + 1, next);
        readable[0] = true;
    }

    public void Receive(IAnswerSink sink)
    {
        while (_underWay.TryPeek(out var first) && first.ReadyAt <= NowNanos)
        {
            _underWay.Dequeue();
            sink.Answered(first.IntendedAt, bid: true, default);
        }
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
