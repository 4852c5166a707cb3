using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Fuzzing.Doors;

/// <summary>A request that was bid on, as a message.</summary>
internal static class AcceptedRequest
{
    /// <summary>Null where the damage is in a part that no decision needs: a node does not look at it, the parser does.</summary>
    public static BidRequest? TryParse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return BidRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
