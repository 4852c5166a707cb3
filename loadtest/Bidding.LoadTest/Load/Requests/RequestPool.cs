using Bidding.LoadTest.Load.Client;
using Bidding.Protocol.OpenRtb;

namespace Bidding.LoadTest.Load.Requests;

/// <summary>The requests of a run, and what the node's answers to them are like.</summary>
/// <param name="Requests">In the order they are sent, round and round.</param>
/// <param name="Sources">The same, decoded.</param>
/// <param name="Bid">Whether each was bid on when the pool was made.</param>
/// <param name="SampleAnswer">An answer with a bid, decoded from the target's wire.</param>
/// <param name="AnswerBytes">Mean size of an answer's body, with and without a bid, on the target's wire.</param>
/// <param name="BidRate">Share of them that was bid on when the pool was made.</param>
internal sealed record RequestPool(IReadOnlyList<EncodedRequest> Requests, IReadOnlyList<BidRequest> Sources, IReadOnlyList<bool> Bid, byte[] SampleAnswer, int AnswerBytes, double BidRate)
{
    private const double CandidatesPerRequest = 1.5;
    private const int PassesMax = 40;
    private const double Settled = 0.01;

    public double RequestBytes => Requests.Average(request => (double)request.Body.Length);

    public static List<BidRequest> MakeCandidates(LoadOptions options)
    {
        var maker = new LoadRequestMaker(options.Seed);
        return [.. Enumerable.Range(0, (int)(options.Requests * CandidatesPerRequest)).Select(_ => maker.Next())];
    }

    // Campaigns get leases by demand, so the answers of a cold node are not those of a busy one: the warm-up is part of the asking.
    private static void Settle(AnswerProbe probe, TimeSpan warmUp, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = -1.0;
        for (var pass = 1; pass <= PassesMax; pass++)
        {
            probe.AskAll(cancel);
            if (Math.Abs(probe.BidShare - before) <= Settled && TimeProvider.System.GetElapsedTime(started) >= warmUp)
            {
                return;
            }

            before = probe.BidShare;
        }
    }

    /// <summary>
    /// Asks the node about every candidate until its answers settle (leases are asked for by demand), and takes as many of those it bids on, and of those it does not, as the
    /// wanted share needs. What is bid on is decided by what the requests offer alone.
    /// </summary>
    public static RequestPool Choose(IReadOnlyList<BidRequest> candidates, LoadOptions options, IReadOnlyList<ILoadConnection> connections, CancellationToken cancel)
    {
        var encoded = candidates.Select(candidate => RequestEncoder.Encode(candidate, options.Target)).ToList();
        var probe = new AnswerProbe(connections, encoded);
        Settle(probe, TimeSpan.FromSeconds(options.WarmUpSeconds), cancel);
        var random = new Random(options.Seed);
        var indexes = Enumerable.Range(0, encoded.Count).ToArray();
        random.Shuffle(indexes);
        var wanted = (int)Math.Round(options.Requests * options.BidRate);
        var bids = indexes.Where(index => probe.Bid[index]).Take(wanted).ToList();
        var noBids = indexes.Where(index => !probe.Bid[index]).Take(options.Requests - wanted).ToList();
        if (bids.Count == 0)
        {
            throw new InvalidDataException("The node bids on none of the requests: there is nothing to measure.");
        }

        // Where one kind is scarce, the pool is smaller rather than its share wrong.
        var share = Math.Min(1, Math.Min(bids.Count / Math.Max(1.0, wanted), noBids.Count / Math.Max(1.0, options.Requests - wanted)));
        int[] chosen = [.. bids.Take((int)Math.Ceiling(wanted * share)), .. noBids.Take((int)Math.Ceiling((options.Requests - wanted) * share))];
        random.Shuffle(chosen);
        return new(
            [.. chosen.Select(index => encoded[index])],
            [.. chosen.Select(index => candidates[index])],
            [.. chosen.Select(index => probe.Bid[index])],
            probe.SampleAnswer,
            (int)chosen.Average(index => probe.AnswerBytes[index]),
            chosen.Count(index => probe.Bid[index]) / (double)chosen.Length);
    }
}

/// <summary>Sends every candidate once, and keeps what came of it.</summary>
internal sealed class AnswerProbe(IReadOnlyList<ILoadConnection> connections, IReadOnlyList<EncodedRequest> requests) : IAnswerSink
{
    private const int InFlight = 16;
    private const long Patience = 90_000_000_000;
    private readonly PollWaiter _waiter = new();
    private readonly bool[] _readable = new bool[connections.Count];
    private readonly List<byte[]> _samples = [];

    public bool[] Bid { get; } = new bool[requests.Count];
    public int[] AnswerBytes { get; } = new int[requests.Count];
    public double BidShare => Bid.Count(bid => bid) / (double)Bid.Length;

    /// <summary>Of the answers with a bid, one of middling size.</summary>
    public byte[] SampleAnswer => [.. _samples.OrderBy(sample => sample.Length).ElementAt(_samples.Count / 2)];

    public void AskAll(CancellationToken cancel)
    {
        _samples.Clear();
        var next = 0;
        var giveUp = _waiter.NowNanos + Patience;
        while (next < requests.Count || connections.Any(connection => connection.InFlight > 0))
        {
            cancel.ThrowIfCancellationRequested();
            if (_waiter.NowNanos > giveUp)
            {
                throw new IOException("The server does not answer.");
            }

            foreach (var connection in connections)
            {
                while (next < requests.Count && connection.InFlight < InFlight && connection.HasRoom)
                {
                    // The probe has no use for times: the number goes in their place.
                    connection.Send(requests[next], next++);
                }

                connection.Flush();
            }

            _waiter.Wait(connections, _waiter.NowNanos + 50_000_000, _readable);
            for (var i = 0; i < _readable.Length; i++)
            {
                if (_readable[i])
                {
                    connections[i].Receive(this);
                }
            }
        }
    }

    public void Answered(long intendedAt, bool bid, ReadOnlySpan<byte> message)
    {
        Bid[intendedAt] = bid;
        AnswerBytes[intendedAt] = message.Length;
        if (bid && message.Length > 0)
        {
            _samples.Add(message.ToArray());
        }
    }

    public void Failed(long intendedAt, string reason) => throw new IOException($"The server failed a request: {reason}.");
}
