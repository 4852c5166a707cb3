using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Fuzzing.InProcess;

/// <summary>
/// Bid requests in protobuf: read, validated, decided, answered. Protobuf can say what JSON cannot (numbers that are none, both halves of a string-or-object pair), so the
/// way around the formats begins with the request as JSON says it.
/// </summary>
public sealed class ProtobufTarget : IFuzzTarget
{
    private readonly BidDoor _door = new();

    public FuzzInput Make(Random random) => new("a bid request in protobuf", BidCorpus.Default.NextProtobuf(random));

    public ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        BidRequest request;
        try
        {
            request = BidRequest.Parser.ParseFrom(input.Bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return new(Verdict.Refused);
        }

        if (RequestValidator.Check(request) is { } fault)
        {
            FindingException.Require(fault.Path.Length > 0, "a refusal names no field");
            JsonTarget.RequireShort(fault.ToString());
            return new(Verdict.Refused);
        }

        CheckJsonForm(request);
        if (_door.TryAnswer(request, FuzzCatalog.Snapshot, out var json, out var protobuf))
        {
            AnswerCheck.Check(request, json, protobuf, _door.Tokens);
        }

        return new(Verdict.Accepted);
    }

    private static void CheckJsonForm(BidRequest request)
    {
        var json = OpenRtbJson.WriteBytes(request);
        var said = new BidRequest();
        FindingException.Require(
            OpenRtbJson.TryRead(json, said, out var error, new JsonLimits(MaxBytes: 64 * 1024 * 1024)), $"an accepted request's own JSON is refused: {error}");
        FindingException.Require(RequestValidator.Check(said) is null, $"the validator accepts the protobuf and says to its JSON: {RequestValidator.Check(said)}");
        RoundTrip.Check(said, null);
    }
}
