using Bidding.Fuzzing.Doors;
using Bidding.Fuzzing.InProcess;
using Bidding.Fuzzing.Runs;

namespace Bidding.Fuzzing;

/// <summary>The targets by their names.</summary>
public static class FuzzTargets
{
    /// <summary>Those that need no node.</summary>
    public static IReadOnlyDictionary<string, Func<IFuzzTarget>> InProcess { get; } = new Dictionary<string, Func<IFuzzTarget>>
    {
        ["json"] = () => new JsonTarget(),
        ["protobuf"] = () => new ProtobufTarget(),
        ["token"] = () => new TokenTarget(),
        ["notice"] = () => new NoticeTarget(),
        ["resource"] = () => new ResourceTarget(),
    };

    /// <summary>Those that go over the wire to a node that bids on exchange <see cref="WireNode.Exchange"/>.</summary>
    public static async Task<IReadOnlyDictionary<string, Func<IFuzzTarget>>> OverTheWireAsync(WireNode node)
    {
        var bid = await NoticeHttpTarget.BidAsync(node);
        return new Dictionary<string, Func<IFuzzTarget>>
        {
            ["json-http"] = () => new BidHttpTarget(node),
            ["protobuf-grpc"] = () => new BidGrpcTarget(node),
            ["notice-http"] = () => new NoticeHttpTarget(node, bid),
        };
    }
}
