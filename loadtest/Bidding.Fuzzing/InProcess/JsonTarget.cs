using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Fuzzing.InProcess;

/// <summary>Bid requests in JSON: read, validated, taken around the formats, decided, answered.</summary>
public sealed class JsonTarget : IFuzzTarget
{
    internal const int ErrorLengthMax = 256;
    private readonly BidDoor _door = new();

    public FuzzInput Make(Random random) => new("a bid request in JSON", BidCorpus.Default.NextJson(random));

    public ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var request = new BidRequest();
        var isRead = OpenRtbJson.TryRead(input.Bytes, request, out var error);
        RequireSameOnWire(input.Bytes, isRead, request);
        if (!isRead)
        {
            RequireShort(error.ToString());
            return new(Verdict.Refused);
        }

        var verdict = RequestValidator.Check(request);
        RoundTrip.Check(request, verdict);
        if (verdict is { } fault)
        {
            FindingException.Require(fault.Path.Length > 0, "a refusal names no field");
            RequireShort(fault.ToString());
            return new(Verdict.Refused);
        }

        if (_door.TryAnswer(request, FuzzCatalog.Snapshot, out var json, out var protobuf))
        {
            AnswerCheck.Check(request, json, protobuf, _door.Tokens);
        }
        else
        {
            FindingException.Require(json.IsEmpty && BidResponse.Parser.ParseFrom(protobuf.Span).Id == request.Id, "a no-bid is not the request's");
        }

        return new(Verdict.Accepted);
    }

    private static void RequireSameOnWire(ReadOnlySpan<byte> json, bool isRead, BidRequest request)
    {
        var wire = new byte[OpenRtbWire.BufferFor(json.Length)];
        if (OpenRtbWire.TryConvert(json, wire, out var length))
        {
            FindingException.Require(isRead, "a request that is refused is converted to protobuf");
            FindingException.Require(BidRequest.Parser.ParseFrom(wire, 0, length).Equals(request), "converting to protobuf changes the request");
        }
    }

    internal static void RequireShort(string error) => FindingException.Require(error.Length is > 0 and <= ErrorLengthMax, "a refusal has no short reason");
}
