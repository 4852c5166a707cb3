using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Health.V1;

namespace Bidding.SystemTests.Bids;

public sealed class GrpcEndpointTests : IAsyncLifetime
{
    private static readonly Marshaller<byte[]> Raw = Marshallers.Create(bytes => bytes, bytes => bytes);
    private readonly TempFolder _data = new();
    private DemoNode _node = null!;

    public async Task InitializeAsync() => _node = await DemoNode.StartAsync(_data.Path);

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Bid_FromAKnownExchange_IsAnswered()
    {
        var bid = await _node.BidAsync();
        Assert.True(bid.Price > 0);
        Assert.Equal("1", bid.Impid);
    }

    [Fact]
    public async Task Bid_WithoutOrWithAnUnknownExchange_IsRefused()
    {
        Assert.Equal(StatusCode.InvalidArgument, await StatusOfAsync(() => _node.Bidder.BidAsync(DemoNode.Banner())));
        Assert.Equal(StatusCode.NotFound, await StatusOfAsync(() => _node.Bidder.BidAsync(DemoNode.Banner(), new Metadata { { "x-exchange", "nobody" } })));
    }

    [Fact]
    public async Task Bid_ThatIsInvalid_IsRefusedAndTheNextIsServed()
    {
        Assert.Equal(StatusCode.InvalidArgument, await StatusOfAsync(() => _node.Bidder.BidAsync(new BidRequest { Id = "r" }, DemoNode.Demo)));
        Assert.Equal(StatusCode.InvalidArgument, await StatusOfAsync(() => SendRaw([0xFF, 0xFF, 0xFF])));
        Assert.Equal(StatusCode.InvalidArgument, await StatusOfAsync(() => SendRaw(new byte[10_000_000])));
        var answer = await _node.Bidder.BidAsync(DemoNode.Banner("next"), DemoNode.Demo);
        Assert.Equal("next", answer.Id);
    }

    [Fact]
    public async Task BidStream_WithInvalidRequestsAmongOthers_AnswersEachAndGoesOn()
    {
        var method = new Method<byte[], BidResponse>(MethodType.DuplexStreaming, "bidding.v1.Bidder", "BidStream", Raw, Marshallers.Create(message => message.ToByteArray(), BidResponse.Parser.ParseFrom));
        using var call = _node.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(DemoNode.Demo));
        byte[][] requests = [DemoNode.Banner("a").ToByteArray(), [0xFF, 0xFF], new BidRequest { Id = "b" }.ToByteArray(), DemoNode.Banner("c").ToByteArray()];
        foreach (var request in requests)
        {
            await call.RequestStream.WriteAsync(request);
        }

        await call.RequestStream.CompleteAsync();
        var answers = new List<BidResponse>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync())
        {
            answers.Add(answer);
        }

        Assert.Equal(["", "a", "b", "c"], answers.Select(answer => answer.Id).Order(StringComparer.Ordinal));
        Assert.All(answers.Where(answer => answer.Id is "" or "b"), answer => Assert.Equal(2, answer.Nbr));
    }

    [Fact]
    public async Task Notices_OfABid_AreDecidedOnceEach()
    {
        var bid = await _node.BidAsync();
        var token = DemoNode.Token(bid.Burl);
        var billing = new Notice { Kind = Notice.Types.Kind.Billing, Token = token, ClearingPrice = "0.5" };
        var report = await _node.Notices.ReportAsync(new ReportRequest { Sequence = 9, Notices = { billing, billing, new Notice { Kind = Notice.Types.Kind.Billing, Token = "forged" } } }, DemoNode.Demo);
        Assert.Equal(9, report.Sequence);
        Assert.Equal(
            [NoticeResult.Types.Outcome.Accepted, NoticeResult.Types.Outcome.Duplicate, NoticeResult.Types.Outcome.Refused],
            report.Results.Select(result => result.Outcome));
    }

    [Fact]
    public async Task Health_OfAReadyNode_IsServing()
    {
        var health = new Health.HealthClient(_node.Channel);
        await Eventually.TrueAsync(
            async () => (await health.CheckAsync(new HealthCheckRequest())).Status == HealthCheckResponse.Types.ServingStatus.Serving,
            DemoNode.Deadline,
            () => "not serving");
    }

    private static async Task<StatusCode> StatusOfAsync<T>(Func<AsyncUnaryCall<T>> call) =>
        (await Assert.ThrowsAsync<RpcException>(async () => await call())).StatusCode;

    private AsyncUnaryCall<byte[]> SendRaw(byte[] message)
    {
        var method = new Method<byte[], byte[]>(MethodType.Unary, "bidding.v1.Bidder", "Bid", Raw, Raw);
        return _node.Channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(DemoNode.Demo), message);
    }
}
