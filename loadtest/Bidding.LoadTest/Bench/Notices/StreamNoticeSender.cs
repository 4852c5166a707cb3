using System.Collections.Concurrent;
using System.Threading.Channels;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>Sends notices in batches over <c>Notices/ReportStream</c>: whatever is due, up to the size of a batch, with a bound on batches under way.</summary>
internal sealed class StreamNoticeSender(Bidding.Protocol.V1.Notices.NoticesClient client, int batchMax, int batchesUnderWay, NoticeTally tally)
{
    private readonly ConcurrentDictionary<long, List<SentNotice>> _sent = new();
    private readonly SemaphoreSlim _room = new(batchesUnderWay);

    public async Task RunAsync(ChannelReader<SentNotice> notices, CancellationToken cancel)
    {
        using var call = client.ReportStream(new Metadata { { "x-exchange", NoticeCatalog.Exchange } }, cancellationToken: cancel);
        var reading = ReadAsync(call.ResponseStream, cancel);
        var sequence = 0L;
        while (await notices.WaitToReadAsync(cancel))
        {
            await _room.WaitAsync(cancel);
            var batch = new List<SentNotice>();
            while (batch.Count < batchMax && notices.TryRead(out var notice))
            {
                batch.Add(notice);
            }

            if (batch.Count == 0)
            {
                _room.Release();
                continue;
            }

            _sent[++sequence] = batch;
            await call.RequestStream.WriteAsync(RequestOf(sequence, batch), cancel);
        }

        await call.RequestStream.CompleteAsync();
        await reading;
    }

    private static ReportRequest RequestOf(long sequence, List<SentNotice> batch)
    {
        var request = new ReportRequest { Sequence = sequence };
        foreach (var notice in batch)
        {
            request.Notices.Add(new Notice
            {
                Kind = notice.IsBilling ? Notice.Types.Kind.Billing : Notice.Types.Kind.Win,
                Token = notice.Bid.Token,
                ClearingPrice = notice.Bid.Price,
                Currency = "USD",
            });
        }

        return request;
    }

    private async Task ReadAsync(IAsyncStreamReader<ReportResponse> responses, CancellationToken cancel)
    {
        await foreach (var response in responses.ReadAllAsync(cancel))
        {
            if (!_sent.TryRemove(response.Sequence, out var batch))
            {
                tally.Failed("an answer to no batch");
                continue;
            }

            _room.Release();
            for (var i = 0; i < batch.Count; i++)
            {
                Take(batch[i], response.Results[i]);
            }
        }
    }

    private void Take(SentNotice notice, NoticeResult result)
    {
        if (result.Outcome == NoticeResult.Types.Outcome.Accepted)
        {
            tally.Acknowledged(notice);
        }
        else
        {
            tally.Failed($"{result.Outcome} {result.Reason}");
        }
    }
}
