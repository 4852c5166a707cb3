using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Bidding.LoadTest.Demo;
using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Client;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Load.Extras;

/// <summary>
/// Follows bids of the run with a win and a billing notice each, with the tokens of the node's own answers, in batches over <c>Notices/ReportStream</c>. Latency counts from the
/// moment the bid's answer was taken, the wait for its batch included.
/// </summary>
internal sealed class NoticeTraffic(Notices.NoticesClient client, AnswerTap tap, LoadTarget target)
{
    private const int BatchMax = 400;
    private const int BatchesUnderWay = 32;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(5);
    private readonly ConcurrentDictionary<long, Batch> _sent = new();
    private readonly SemaphoreSlim _room = new(BatchesUnderWay);

    /// <summary>Notices acknowledged, with their latency; read when <see cref="RunAsync"/> has ended.</summary>
    public RoundTally Tally { get; } = new();

    /// <summary>Ends when the tap is complete and everything is acknowledged.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        using var call = client.ReportStream(new Metadata { { "x-exchange", LoadCatalog.ExchangeId } }, cancellationToken: cancel);
        var reading = ReadAsync(call.ResponseStream, cancel);
        for (var sequence = 1L; await tap.Answers.WaitToReadAsync(cancel); sequence++)
        {
            await Task.Delay(Gathering, cancel);
            await _room.WaitAsync(cancel);
            var batch = Gather(sequence);
            _sent[sequence] = batch;
            await call.RequestStream.WriteAsync(batch.Request, cancel);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
        foreach (var batch in _sent.Values)
        {
            Count(batch, "not acknowledged");
        }
    }

    private Batch Gather(long sequence)
    {
        var batch = new Batch(new ReportRequest { Sequence = sequence }, []);
        while (batch.Request.Notices.Count < BatchMax && tap.Answers.TryRead(out var answer))
        {
            foreach (var bid in Decode(answer.Message).Seatbid.SelectMany(seat => seat.Bid))
            {
                Add(batch, bid, Notice.Types.Kind.Win, bid.Nurl, answer.TakenAt);
                Add(batch, bid, Notice.Types.Kind.Billing, bid.Burl, answer.TakenAt);
            }
        }

        return batch;
    }

    private static void Add(Batch batch, BidResponse.Types.Bid bid, Notice.Types.Kind kind, string url, long takenAt)
    {
        batch.Request.Notices.Add(new Notice { Kind = kind, Token = Macros.TokenOf(url), ClearingPrice = bid.Price.ToString("0.######", CultureInfo.InvariantCulture), Currency = "USD" });
        batch.TakenAt.Add(takenAt);
    }

    private BidResponse Decode(byte[] message)
    {
        if (target != LoadTarget.Json)
        {
            return BidResponse.Parser.ParseFrom(message);
        }

        var answer = new BidResponse();
        return OpenRtbJson.TryRead(message, answer, out var error) ? answer : throw new InvalidDataException($"The node's answer is not readable: {error}");
    }

    private async Task ReadAsync(IAsyncStreamReader<ReportResponse> responses, CancellationToken cancel)
    {
        await foreach (var response in responses.ReadAllAsync(cancel))
        {
            if (_sent.TryRemove(response.Sequence, out var batch))
            {
                _room.Release();
                Take(batch, response);
            }
        }
    }

    private void Take(Batch batch, ReportResponse response)
    {
        var now = MonotonicClock.NowNanos;
        for (var i = 0; i < batch.TakenAt.Count; i++)
        {
            var result = response.Results[i];
            if (result.Outcome == NoticeResult.Types.Outcome.Accepted)
            {
                Tally.CountAnswer(now - batch.TakenAt[i], bid: false);
            }
            else
            {
                Tally.CountFault(now - batch.TakenAt[i], $"notice {result.Outcome} {result.Reason}".TrimEnd());
            }
        }
    }

    private void Count(Batch batch, string fault)
    {
        foreach (var takenAt in batch.TakenAt)
        {
            Tally.CountFault(MonotonicClock.NowNanos - takenAt, fault);
        }
    }

    private sealed record Batch(ReportRequest Request, List<long> TakenAt);
}
