using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Bids;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Gateway.Rehearsal;

/// <summary>What a rehearsal came to.</summary>
/// <param name="Answers">Requests read, decided and answered, in protobuf and JSON together.</param>
/// <param name="Bids">Of them, with a bid.</param>
internal readonly record struct RehearsalResult(int Answers, int Bids);

/// <summary>
/// Answers made-up requests again and again, from their bytes to the answer's, so that the runtime compiles the bid path before anyone waits for it. Nothing of it is counted
/// and no money is touched, see <see cref="BidPath.Rehearse(ReadOnlySpan{byte}, CompiledExchange, AnswerBuffer)"/>.
/// </summary>
internal sealed class RehearsalRun(BidPath path, TimeProvider time)
{
    /// <summary>Distinct requests: enough for every format and many kinds of targeting.</summary>
    private const int RequestsMax = 100;

    /// <summary>Code is compiled in its better form after 30 calls, the best after as many more; what is beyond some thousands changes nothing.</summary>
    private const int AnswersMax = 4_000;

    /// <summary>No start is worth more.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(300);

    /// <summary>Ends at the longest time, or when enough has been answered. Nothing to do without an exchange that is active.</summary>
    public RehearsalResult Run(CatalogSnapshot snapshot, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var exchange = snapshot.Exchanges.FirstOrDefault(exchange => exchange.Definition.Status == Status.Active);
        var requests = exchange is null ? [] : RehearsalRequests.From(snapshot, RequestsMax);
        if (requests.Count == 0)
        {
            return default;
        }

        var protobuf = requests.Select(request => request.ToByteArray()).ToArray();
        var json = new byte[requests.Count][];
        var (answers, bids) = (0, 0);
        while (answers < AnswersMax && time.GetElapsedTime(started) < Longest && !cancel.IsCancellationRequested)
        {
            var number = answers / 2 % requests.Count;
            json[number] ??= OpenRtbJson.WriteBytes(requests[number]);
            bids += Answer(protobuf[number], exchange!) ? 1 : 0;
            bids += AnswerJson(json[number], exchange!) ? 1 : 0;
            answers += 2;
        }

        return new(answers, bids);
    }

    private bool Answer(byte[] request, CompiledExchange exchange)
    {
        var answer = path.Rent(AnswerFormat.Protobuf);
        var isBid = path.Rehearse(request, exchange, answer);
        path.Return(answer);
        return isBid;
    }

    private bool AnswerJson(byte[] json, CompiledExchange exchange)
    {
        var request = new BidRequest();
        if (!OpenRtbJson.TryRead(json, request, out _) || RequestValidator.Check(request) is not null)
        {
            return false;
        }

        var answer = path.Rent(AnswerFormat.Json);
        var isBid = path.Rehearse(request, exchange, answer);
        path.Return(answer);
        return isBid;
    }
}
