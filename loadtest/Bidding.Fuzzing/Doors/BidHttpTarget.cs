using System.IO.Compression;
using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.InProcess;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Fuzzing.Doors;

/// <summary>Bid requests over HTTP/1.1, in both formats, packed or not, with and without explanation; and bodies that are not what their headers say.</summary>
public sealed class BidHttpTarget(WireNode node) : IFuzzTarget
{
    private const string Json = "application/json";
    private const string Protobuf = "application/x-protobuf";

    public FuzzInput Make(Random random)
    {
        var isJson = random.Next(2) == 0;
        var body = isJson ? BidCorpus.Default.NextJson(random) : BidCorpus.Default.NextProtobuf(random);
        var type = random.Next(20) switch { 0 => Protobuf, 1 => Json, 2 => "text/plain", _ => isJson ? Json : Protobuf };
        var encoding = random.Next(20) switch { 0 => "gzip", 1 => "br", 2 => "identity", _ => "" };
        if (encoding.Length == 0 && random.Next(10) == 0)
        {
            (encoding, body) = ("gzip", random.Next(3) == 0 ? ByteMutation.Next(Pack(body), random) : Pack(body));
        }

        var path = random.Next(30) == 0 ? $"/openrtb2/{Uri.EscapeDataString(OddValues.NextText(random))}/bid" : $"/openrtb2/{node.Exchange}/bid";
        return new($"{path}{(random.Next(10) == 0 ? "?explain=1" : "")}|{type}|{encoding}", body);
    }

    public async ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var parts = input.Where.Split('|');
        var (path, type, encoding) = (parts[0], parts[1], parts[2]);
        var headers = new List<(string, string)> { ("content-type", type) };
        if (encoding.Length > 0)
        {
            headers.Add(("content-encoding", encoding));
        }

        var answer = await node.SendAsync("POST", path, input.Bytes, headers);
        if (answer.Status is not (200 or 204))
        {
            FindingException.Require(answer.Status is >= 400 and < 500 || answer.Status == 503, $"a bid request is answered {answer.Status}");
            FindingException.Require(answer.Body.Length > 0 || !path.StartsWith($"/openrtb2/{node.Exchange}/", StringComparison.Ordinal), "a refusal has no reason");
            return Verdict.Refused;
        }

        if (answer.Status == 200 && encoding.Length == 0 && !path.Contains('?', StringComparison.Ordinal))
        {
            CheckBids(input.Bytes, answer.Body, type == Json);
        }

        return Verdict.Accepted;
    }

    private static void CheckBids(byte[] body, byte[] answer, bool isJson)
    {
        var request = isJson ? new BidRequest() : AcceptedRequest.TryParse(body);
        FindingException.Require(!isJson || OpenRtbJson.TryRead(body, request!, out _), "the node bids on what is no request");
        var response = isJson ? AnswerCheck.Read(answer) : BidResponse.Parser.ParseFrom(answer);
        FindingException.Require(response.Id.Length > 0 && (request is null || response.Id == request.Id), "the answer's id is not the request's");
        foreach (var bid in response.Seatbid.SelectMany(seat => seat.Bid))
        {
            // The node's exchange rates are its own.
            FindingException.Require(request is null || request.Imp.Count(imp => imp.Id == bid.Impid) == 1, "a bid is for no imp of the request");
            FindingException.Require(double.IsFinite(bid.Price) && bid.Price > 0, "a bid's price is not positive");
        }
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }
}
