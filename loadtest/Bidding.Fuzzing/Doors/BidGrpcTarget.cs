using System.Buffers.Binary;
using Bidding.Fuzzing.Corpus;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Fuzzing.Doors;

/// <summary>The unary bid call on bare HTTP/2: damaged messages, and frames that lie (length, compression flag, two messages, none).</summary>
public sealed class BidGrpcTarget(WireNode node) : IFuzzTarget
{
    private const int PrefixSize = 5;

    // Codes of grpc.io/docs/guides/status-codes that say whose fault it was: the caller's, or that the node cannot now.
    private static readonly string[] Honest = ["0", "1", "3", "4", "5", "8", "12", "14"];

    public FuzzInput Make(Random random)
    {
        var message = BidCorpus.Default.NextProtobuf(random);
        var body = Framed(message);
        switch (random.Next(12))
        {
            case 0:
                BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), random.Next(2) == 0 ? random.Next() : message.Length + random.Next(-4, 5));
                break;
            case 1:
                body[0] = (byte)random.Next(1, 256);
                break;
            case 2:
                body = [.. body, .. Framed(BidCorpus.Default.NextProtobuf(random))];
                break;
            case 3:
                body = body[..random.Next(Math.Min(body.Length, 2 * PrefixSize))];
                break;
            case 4:
                body = ByteMutation.Next(body, random);
                break;
        }

        var exchange = random.Next(20) switch { 0 => "", 1 => "no-such", _ => node.Exchange };
        var encoding = random.Next(15) switch { 0 => "gzip", 1 => "identity", 2 => "snappy", _ => "" };
        var type = random.Next(15) switch { 0 => "application/grpc+proto", 1 => "application/grpc+json", 2 => "application/grpc-web", _ => "application/grpc" };
        return new($"{exchange}|{encoding}|{type}", body);
    }

    public async ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var parts = input.Where.Split('|');
        var headers = new List<(string, string)> { ("content-type", parts[2]), ("te", "trailers") };
        if (parts[0].Length > 0)
        {
            headers.Add(("x-exchange", parts[0]));
        }

        if (parts[1].Length > 0)
        {
            headers.Add(("grpc-encoding", parts[1]));
        }

        var answer = await node.SendAsync("POST", "/bidding.v1.Bidder/Bid", input.Bytes, headers, http2: true);
        if (answer.Status != 200)
        {
            FindingException.Require(answer.Status is >= 400 and < 500, $"a call is answered {answer.Status}");
            return Verdict.Refused;
        }

        // Calls that are not plain go to the framework, whose own words for a frame that it cannot read or unpack are UNKNOWN and INTERNAL.
        var isPlain = parts[1] is "" or "identity" && parts[2] is "application/grpc" or "application/grpc+proto";
        if (!Honest.Contains(answer.GrpcStatus) && (isPlain || answer.GrpcStatus is not ("2" or "13") || IsPlainFrame(input.Bytes)))
        {
            throw new FindingException(FindingKind.ServerError, $"a call ends with the status '{answer.GrpcStatus}': {answer.GrpcMessage}");
        }

        if (answer.GrpcStatus != "0")
        {
            FindingException.Require(answer.Body.Length == 0, "a failed call has a message");
            return Verdict.Refused;
        }

        CheckBids(input.Bytes, answer.Body);
        return Verdict.Accepted;
    }

    private static void CheckBids(byte[] body, byte[] answer)
    {
        FindingException.Require(
            answer.Length >= PrefixSize && answer[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(answer.AsSpan(1)) == answer.Length - PrefixSize, "the answer's frame is wrong");
        var response = BidResponse.Parser.ParseFrom(answer.AsSpan(PrefixSize));
        var bids = response.Seatbid.SelectMany(seat => seat.Bid).ToList();
        FindingException.Require(response.Id.Length > 0 && bids.All(bid => bid.Price > 0), "the answer has no id, or a bid no price");
        if (AcceptedRequest.TryParse(body.AsSpan(PrefixSize)) is { } request)
        {
            FindingException.Require(response.Id == request.Id, "the answer's id is not the request's");
            FindingException.Require(bids.All(bid => request.Imp.Count(imp => imp.Id == bid.Impid) == 1), "a bid is for no imp of the request");
        }
    }

    private static bool IsPlainFrame(byte[] body) =>
        body.Length >= PrefixSize && body[0] == 0 && BinaryPrimitives.ReadInt32BigEndian(body.AsSpan(1)) == body.Length - PrefixSize;

    private static byte[] Framed(byte[] message)
    {
        var framed = new byte[PrefixSize + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, PrefixSize);
        return framed;
    }
}
