using System.Collections.Concurrent;
using System.Threading.Channels;
using Bidding.Protocol.V1;
using Grpc.Core;

namespace Bidding.LoadTest.Demo;

/// <summary>
/// Sends win, billing and loss notices over one gRPC stream, gathered into batches; a notice that was not durable is sent again. Safe from any thread.
/// </summary>
internal sealed class NoticeSender(Notices.NoticesClient client, string exchange) : IAsyncDisposable
{
    private const int BatchMax = 500;
    private const int QueueMax = 100_000;
    private const int TriesMax = 20;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);
    private readonly Channel<Pending> _queue = Channel.CreateBounded<Pending>(QueueMax);
    private readonly ConcurrentDictionary<long, List<Pending>> _sent = new();
    private AsyncDuplexStreamingCall<ReportRequest, ReportResponse>? _call;
    private Task _writing = Task.CompletedTask;
    private Task _reading = Task.CompletedTask;

    public void Start()
    {
        _call = client.ReportStream(new Metadata { { "x-exchange", exchange } });
        _writing = WriteAsync(_call.RequestStream);
        _reading = ReadAsync(_call.ResponseStream);
    }

    /// <summary>Completes with the node's decision, once durable.</summary>
    public async Task<NoticeResult> SendAsync(Notice notice)
    {
        for (var tries = 1; ; tries++)
        {
            var pending = new Pending(notice, new(TaskCreationOptions.RunContinuationsAsynchronously));
            await _queue.Writer.WriteAsync(pending);
            var result = await pending.Answer.Task;
            if (result.Outcome != NoticeResult.Types.Outcome.Unavailable || tries >= TriesMax)
            {
                return result;
            }

            await Task.Delay(RetryAfter);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writing;
        await _reading;
        _call?.Dispose();
    }

    private async Task WriteAsync(IClientStreamWriter<ReportRequest> stream)
    {
        var sequence = 0L;
        while (await _queue.Reader.WaitToReadAsync())
        {
            var request = new ReportRequest { Sequence = ++sequence };
            var batch = new List<Pending>();
            while (batch.Count < BatchMax && _queue.Reader.TryRead(out var pending))
            {
                batch.Add(pending);
                request.Notices.Add(pending.Notice);
            }

            _sent[sequence] = batch;
            await stream.WriteAsync(request);
        }

        await stream.CompleteAsync();
    }

    private async Task ReadAsync(IAsyncStreamReader<ReportResponse> stream)
    {
        try
        {
            await foreach (var response in stream.ReadAllAsync())
            {
                if (_sent.TryRemove(response.Sequence, out var batch))
                {
                    for (var i = 0; i < batch.Count; i++)
                    {
                        batch[i].Answer.SetResult(response.Results[i]);
                    }
                }
            }
        }
        finally
        {
            foreach (var pending in _sent.Values.SelectMany(batch => batch))
            {
                pending.Answer.TrySetException(new IOException("The notice stream ended before the answer came."));
            }
        }
    }

    private readonly record struct Pending(Notice Notice, TaskCompletionSource<NoticeResult> Answer);
}
