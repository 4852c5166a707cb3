using Bidding.Fuzzing.Runs;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Fuzzing.InProcess;

/// <summary>JSON > protobuf > JSON > protobuf keeps the meaning of a request, and the validator's verdict. Stateless.</summary>
internal static class RoundTrip
{
    private static readonly JsonLimits Wide = new(MaxBytes: 64 * 1024 * 1024);

    /// <param name="request">As it was read, accepted or not.</param>
    public static void Check(BidRequest request, RequestError? verdict)
    {
        var protobuf = request.ToByteArray();
        var parsed = BidRequest.Parser.ParseFrom(protobuf);
        FindingException.Require(parsed.Equals(request), "protobuf changes the request");
        var json = OpenRtbJson.WriteBytes(parsed);
        var again = new BidRequest();
        FindingException.Require(OpenRtbJson.TryRead(json, again, out var error, Wide), $"a request's own JSON is refused: {error}");
        FindingException.Require(again.Equals(request), "JSON changes the request");
        FindingException.Require(again.ToByteString().Span.SequenceEqual(protobuf), "the second protobuf differs from the first");
        FindingException.Require(OpenRtbJson.WriteBytes(again).AsSpan().SequenceEqual(json), "the second JSON differs from the first");
        FindingException.Require(RequestValidator.Check(again) == verdict, $"the validator says {verdict?.ToString() ?? "fine"} to one form and {RequestValidator.Check(again)?.ToString() ?? "fine"} to the other");
    }
}
