using Bidding.LoadTest.Nodes;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.LoadTest.Chaos.Traffic;

/// <summary>
/// One node as its caller sees it. A node that failed a call is asked last for a while; then a bid request tries it again, and notices, which are waited for longer, only once one
/// was answered. Safe from any thread.
/// </summary>
internal sealed class Door : IDisposable
{
    private static readonly TimeSpan Avoided = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BidDeadline = TimeSpan.FromMilliseconds(250);

    /// <summary>Above what a node itself waits for a notice's durability.</summary>
    private static readonly TimeSpan NoticeDeadline = TimeSpan.FromSeconds(10);

    private readonly Metadata _exchange = new() { { "x-exchange", "demo" } };
    private readonly GrpcChannel _channel;
    private readonly Bidder.BidderClient _bidder;
    private readonly Notices.NoticesClient _notices;
    private long _failedAt;
    private volatile bool _isSuspect;

    public Door(Uri address)
    {
        _channel = GrpcChannel.ForAddress(address, new() { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true, ConnectTimeout = TimeSpan.FromSeconds(1) } });
        (_bidder, _notices) = (new(_channel), new(_channel));
    }

    public bool IsAvoided => Volatile.Read(ref _failedAt) is > 0 and var at && TimeProvider.System.GetElapsedTime(at) < Avoided;

    /// <summary>The last bid request was not answered, and no later one has been.</summary>
    public bool IsSuspect => _isSuspect;

    /// <summary>Null: no answer that an exchange could use.</summary>
    public async Task<BidResponse?> TryBidAsync(BidRequest request)
    {
        try
        {
            var answer = await _bidder.BidAsync(request, new(_exchange, DateTime.UtcNow + BidDeadline));
            _isSuspect = false;
            return answer;
        }
        catch (RpcException)
        {
            _isSuspect = true;
            Volatile.Write(ref _failedAt, TimeProvider.System.GetTimestamp());
            return null;
        }
    }

    /// <summary>Unavailable where there was no answer.</summary>
    public async Task<NoticeResult> TellAsync(Notice notice)
    {
        try
        {
            var answer = await _notices.ReportAsync(new() { Notices = { notice } }, new(_exchange, DateTime.UtcNow + NoticeDeadline));
            return answer.Results[0];
        }
        catch (RpcException fault)
        {
            if (fault.StatusCode != StatusCode.DeadlineExceeded)
            {
                Volatile.Write(ref _failedAt, TimeProvider.System.GetTimestamp());
            }

            return new() { Outcome = NoticeResult.Types.Outcome.Unavailable, Reason = $"{fault.StatusCode}: {fault.Status.Detail}" };
        }
    }

    public void Dispose() => _channel.Dispose();
}
