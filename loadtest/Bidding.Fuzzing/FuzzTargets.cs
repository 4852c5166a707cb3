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
}
