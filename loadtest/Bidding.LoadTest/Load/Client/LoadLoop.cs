namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// Sends requests over some connections and counts the answers, all on the calling thread: no queue between threads and no lock stand between an answer's arrival and its
/// being counted. Requests go round and round through the pool.
/// </summary>
internal sealed class LoadLoop(IReadOnlyList<ILoadConnection> connections, IReadOnlyList<EncodedRequest> requests, IWaiter waiter) : IAnswerSink
{
    /// <summary>How long after the end answers are waited for; what is missing then is a fault.</summary>
    private const long GraceNanos = 10_000_000_000;
    private const long EndCheckNanos = 50_000_000;
    private readonly bool[] _readable = new bool[connections.Count];
    private RoundTally _tally = new();
    private AnswerTap? _tap;
    private int _nextRequest;
    private int _nextConnection;

    /// <summary>Each connection keeps <paramref name="inFlight"/> requests under way until the end.</summary>
    public RoundTally RunClosed(TimeSpan length, int inFlight, AnswerTap? tap, CancellationToken cancel)
    {
        Begin(tap);
        var end = waiter.NowNanos + (long)(length.TotalSeconds * 1e9);
        while (waiter.NowNanos < end && !cancel.IsCancellationRequested)
        {
            var now = waiter.NowNanos;
            foreach (var connection in connections)
            {
                while (connection.InFlight < inFlight && connection.HasRoom)
                {
                    connection.Send(Next(), now);
                }
            }

            Turn(Math.Min(end, now + EndCheckNanos));
        }

        Drain(waiter.NowNanos + GraceNanos, cancel);
        return _tally;
    }

    /// <summary>
    /// A fixed rate of arrivals. A request that finds no room is sent later and counts from its intended time; one that could not be sent or answered in the end
    /// counts as a fault with the time it has waited.
    /// </summary>
    public RoundTally RunOpen(TimeSpan length, double ratePerSecond, AnswerTap? tap, CancellationToken cancel)
    {
        Begin(tap);
        var start = waiter.NowNanos;
        var end = start + (long)(length.TotalSeconds * 1e9);
        var schedule = new SendSchedule(start, end, ratePerSecond);
        var sent = 0L;
        var last = end + GraceNanos;
        while (sent < schedule.Count && !cancel.IsCancellationRequested)
        {
            var now = waiter.NowNanos;
            if (now >= last)
            {
                break;
            }

            var due = schedule.DueBy(now);
            while (sent < due && ConnectionWithRoom() is { } connection)
            {
                connection.Send(Next(), schedule.IntendedAt(sent++));
            }

            var next = sent < due ? now + EndCheckNanos : sent < schedule.Count ? schedule.IntendedAt(sent) : end;
            Turn(Math.Min(next, now + EndCheckNanos));
        }

        Drain(last, cancel);
        for (; sent < schedule.Count && !cancel.IsCancellationRequested; sent++)
        {
            Failed(schedule.IntendedAt(sent), "not sent: the server took no more");
        }

        return _tally;
    }

    void IAnswerSink.Answered(long intendedAt, bool bid, ReadOnlySpan<byte> message)
    {
        _tally.CountAnswer(waiter.NowNanos - intendedAt, bid);
        if (bid && message.Length > 0)
        {
            _tap?.Offer(message);
        }
    }

    void IAnswerSink.Failed(long intendedAt, string reason) => Failed(intendedAt, reason);

    private void Failed(long intendedAt, string reason) => _tally.CountFault(waiter.NowNanos - intendedAt, reason);

    private void Begin(AnswerTap? tap)
    {
        _tally = new RoundTally();
        _tap = tap;
    }

    private void Drain(long until, CancellationToken cancel)
    {
        while (connections.Any(connection => connection.InFlight > 0) && waiter.NowNanos < until && !cancel.IsCancellationRequested)
        {
            Turn(Math.Min(until, waiter.NowNanos + EndCheckNanos));
        }

        var missing = cancel.IsCancellationRequested ? 0 : connections.Sum(connection => connection.InFlight);
        for (; missing > 0; missing--)
        {
            Failed(until - GraceNanos, "not answered");
        }
    }

    private void Turn(long until)
    {
        foreach (var connection in connections)
        {
            if (connection.HasOutput)
            {
                connection.Flush();
            }
        }

        waiter.Wait(connections, until, _readable);
        for (var i = 0; i < _readable.Length; i++)
        {
            if (_readable[i])
            {
                connections[i].Receive(this);
            }
        }
    }

    private ILoadConnection? ConnectionWithRoom()
    {
        for (var i = 0; i < connections.Count; i++)
        {
            _nextConnection = _nextConnection + 1 < connections.Count ? _nextConnection + 1 : 0;
            if (connections[_nextConnection].HasRoom)
            {
                return connections[_nextConnection];
            }
        }

        return null;
    }

    private EncodedRequest Next()
    {
        var request = requests[_nextRequest];
        _nextRequest = _nextRequest + 1 < requests.Count ? _nextRequest + 1 : 0;
        return request;
    }
}
