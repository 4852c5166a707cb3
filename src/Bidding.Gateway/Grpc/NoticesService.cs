using System.Threading.Channels;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Access;
using Bidding.Gateway.Bids;
using Bidding.Gateway.Health;
using Bidding.Gateway.Notices;
using Bidding.Protocol.V1;
using Grpc.Core;
using Notice = Bidding.Core.Ledger.Notice;
using NoticeResult = Bidding.Core.Ledger.NoticeResult;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Grpc;

/// <summary>Notices on gRPC: batches, singly or as a stream. A batch is answered once all of it is durable; what is not says so, and is repeated by its sender.</summary>
internal sealed class NoticesService(NoticeIntake intake, BidPath path, AccessControl access, NodeDrain drain) : Wire.Notices.NoticesBase
{
    private const int BatchesUnderWayMax = 64;

    public override Task<ReportResponse> Report(ReportRequest request, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path, access, out _).Number;
        if (request.Notices.Count is 0 or > GatewayLimits.NoticesPerCallMax)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"notices: 1 to {GatewayLimits.NoticesPerCallMax} per call"));
        }

        return TakeAsync(request, exchange);
    }

    public override async Task ReportStream(IAsyncStreamReader<ReportRequest> requestStream, IServerStreamWriter<ReportResponse> responseStream, ServerCallContext context)
    {
        var exchange = CallerExchange.Of(context, path, access, out var key).Number;
        var answers = Channel.CreateBounded<Task<ReportResponse>>(new BoundedChannelOptions(BatchesUnderWayMax) { SingleReader = true, SingleWriter = true });
        var writing = WriteAsync(answers.Reader, responseStream, context.CancellationToken);
        var requests = drain.Cut(requestStream);
        try
        {
            while (await requests.MoveNext(context.CancellationToken))
            {
                var request = requests.Current;
                access.Require(key);
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
        requests.ThrowIfCut();
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
        var taken = new Notice?[request.Notices.Count];
        var batch = new NoticeBatch(taken.Length);
        for (var i = 0; i < taken.Length; i++)
        {
            if (Read(request.Notices[i], exchange, out var refused) is { } notice)
            {
                taken[i] = notice;
                intake.Take(notice, batch, i);
            }
            else
            {
                batch.Answered(i, new(NoticeOutcome.Refused, refused));
            }
        }

        var response = new ReportResponse { Sequence = request.Sequence };
        var results = await batch.AllAsync();
        for (var i = 0; i < results.Length; i++)
        {
            if (taken[i] is { } notice)
            {
                intake.Tell(notice, results[i]);
            }

            response.Results.Add(new Wire.NoticeResult { Outcome = OutcomeOf(results[i].Outcome), Reason = results[i].Reason });
        }

        return response;
    }

    /// <summary>Null, and why, for what no campaign is asked about.</summary>
    private Notice? Read(Wire.Notice notice, ExchangeNumber exchange, out string refused)
    {
        refused = "";
        if (KindOf(notice.Kind) is not { } kind)
        {
            refused = "kind_unspecified";
            return null;
        }

        var fields = new NoticeFields(notice.ClearingPrice, notice.Currency, notice.LossReason == 0 ? null : notice.LossReason.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var token = intake.Read(kind, notice.Token, fields, out var read);
        if (token != TokenError.None)
        {
            refused = $"token_{token.ToString().ToLowerInvariant()}";
            return null;
        }

        // An exchange speaks for its own bids alone.
        if (read.Token.Exchange != exchange)
        {
            refused = "other_exchange";
            return null;
        }

        return read;
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
