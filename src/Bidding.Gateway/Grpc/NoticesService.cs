using System.Threading.Channels;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Bids;
using Bidding.Gateway.Notices;
using Bidding.Protocol.V1;
using Grpc.Core;
using NoticeResult = Bidding.Core.Ledger.NoticeResult;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Grpc;

/// <summary>Notices on gRPC: batches, singly or as a stream. A batch is answered once all of it is durable; what is not says so, and is repeated by its sender.</summary>
internal sealed class NoticesService(NoticeIntake intake, BidPath path) : Wire.Notices.NoticesBase
{
    private const int BatchesUnderWayMax = 64;

    public override Task<ReportResponse> Report(ReportRequest request, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path).Number;
        if (request.Notices.Count is 0 or > GatewayLimits.NoticesPerCallMax)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"notices: 1 to {GatewayLimits.NoticesPerCallMax} per call"));
        }

        return TakeAsync(request, exchange);
    }

    public override async Task ReportStream(IAsyncStreamReader<ReportRequest> requestStream, IServerStreamWriter<ReportResponse> responseStream, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path).Number;
        var answers = Channel.CreateBounded<Task<ReportResponse>>(new BoundedChannelOptions(BatchesUnderWayMax) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers.Reader, responseStream, context.CancellationToken);
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                var request = requestStream.Current;
                if (request.Notices.Count > GatewayLimits.NoticesPerCallMax)
                {
                    throw new RpcException(new Status(StatusCode.InvalidArgument, $"notices: at most {GatewayLimits.NoticesPerCallMax} per message"));
                }

                await answers.Writer.WriteAsync(TakeAsync(request, exchange), context.CancellationToken);
            }
        }
        finally
        {
            answers.Writer.Complete();
        }

        await writing;
    }

    private static async Task WriteAsync(ChannelReader<Task<ReportResponse>> answers, IServerStreamWriter<ReportResponse> responses, CancellationToken cancel)
    {
        await foreach (var answer in answers.ReadAllAsync(cancel))
        {
            await responses.WriteAsync(await answer, cancel);
        }
    }

    private async Task<ReportResponse> TakeAsync(ReportRequest request, ExchangeNumber exchange)
    {
        var intakes = new Task<NoticeResult>[request.Notices.Count];
        for (var i = 0; i < intakes.Length; i++)
        {
            intakes[i] = TakeAsync(request.Notices[i], exchange);
        }

        var response = new ReportResponse { Sequence = request.Sequence };
        foreach (var result in await Task.WhenAll(intakes))
        {
            response.Results.Add(new Wire.NoticeResult { Outcome = OutcomeOf(result.Outcome), Reason = result.Reason });
        }

        return response;
    }

    private async Task<NoticeResult> TakeAsync(Wire.Notice notice, ExchangeNumber exchange)
    {
        if (KindOf(notice.Kind) is not { } kind)
        {
            return new(NoticeOutcome.Refused, "kind_unspecified");
        }

        var fields = new NoticeFields(notice.ClearingPrice, notice.Currency, notice.LossReason == 0 ? null : notice.LossReason.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var token = intake.Read(kind, notice.Token, fields, out var read);
        if (token != TokenError.None)
        {
            return new(NoticeOutcome.Refused, $"token_{token.ToString().ToLowerInvariant()}");
        }

        // An exchange speaks for its own bids alone.
        return read.Token.Exchange == exchange ? (await intake.TakeAsync(read)).Result : new(NoticeOutcome.Refused, "other_exchange");
    }

    private static NoticeKind? KindOf(Wire.Notice.Types.Kind kind) => kind switch
    {
        Wire.Notice.Types.Kind.Win => NoticeKind.Win,
        Wire.Notice.Types.Kind.Billing => NoticeKind.Billing,
        Wire.Notice.Types.Kind.Loss => NoticeKind.Loss,
        Wire.Notice.Types.Kind.Impression => NoticeKind.Impression,
        Wire.Notice.Types.Kind.Click => NoticeKind.Click,
        _ => null,
    };

    private static Wire.NoticeResult.Types.Outcome OutcomeOf(NoticeOutcome outcome) => outcome switch
    {
        NoticeOutcome.Accepted => Wire.NoticeResult.Types.Outcome.Accepted,
        NoticeOutcome.Late => Wire.NoticeResult.Types.Outcome.Late,
        NoticeOutcome.Duplicate => Wire.NoticeResult.Types.Outcome.Duplicate,
        NoticeOutcome.Refused => Wire.NoticeResult.Types.Outcome.Refused,
        NoticeOutcome.Ignored => Wire.NoticeResult.Types.Outcome.Ignored,
        _ => Wire.NoticeResult.Types.Outcome.Unavailable,
    };
}
