namespace Bidding.Cluster.Tests.Architecture;

/// <summary>Which of our projects each of our projects may know, directly or through another. A new project gets its row here first.</summary>
internal static class ReferenceRules
{
    private static readonly string[] Source = ["Contracts", "Core", "Gateway", "Grains", "Node", "OpenRtb", "Protocol", "Storage"];

    // What "bench" measures without a node around it.
    private static readonly string[] MeasuredAlone = ["Storage"];

    /// <summary>Short names (<c>Core</c> for <c>Bidding.Core</c>) of the projects in src, each with those it may know.</summary>
    public static IReadOnlyDictionary<string, string[]> Src { get; } = new Dictionary<string, string[]>
    {
        ["Core"] = [],
        ["Protocol"] = [],
        ["OpenRtb"] = ["Protocol"],
        ["Contracts"] = ["Core"],
        ["Storage"] = ["Core"],
        ["Grains"] = ["Contracts", "Core"],
        ["Gateway"] = ["Contracts", "Core", "OpenRtb", "Protocol"],
        ["Console"] = ["Contracts", "Core"],
        ["Node"] = [.. Source, "Console"],
    };

    /// <summary>The same for loadtest: it speaks to a node over the wire, so of src it knows the protocol and the pure decisions only. Fuzzing tries the gateway's readers and writers in its own process too.</summary>
    public static IReadOnlyDictionary<string, string[]> Loadtest { get; } = new Dictionary<string, string[]>
    {
        ["Simulator"] = ["Core", "OpenRtb", "Protocol"],
        ["Fuzzing"] = ["Simulator", "Core", "OpenRtb", "Protocol", "Gateway"],
        ["LoadTest"] = ["Simulator", "Fuzzing", "Core", "OpenRtb", "Protocol", .. MeasuredAlone],
        ["Benchmarks"] = [.. Source, "Simulator"],
    };
}
