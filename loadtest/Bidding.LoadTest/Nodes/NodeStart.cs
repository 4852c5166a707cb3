namespace Bidding.LoadTest.Nodes;

/// <summary>How a node's process is started.</summary>
internal sealed record NodeStart
{
    public required string DataFolder { get; init; }
    public required int GrpcPort { get; init; }
    public required int HttpPort { get; init; }

    /// <summary>Further arguments of the verb <c>node</c>.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>A program, with its arguments, that the node is started by and that it takes the place of.</summary>
    public IReadOnlyList<string> Prefix { get; init; } = [];

    /// <summary>Added to our own.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
