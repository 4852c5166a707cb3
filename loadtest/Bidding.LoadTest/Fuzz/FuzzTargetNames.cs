namespace Bidding.LoadTest.Fuzz;

/// <summary>What <c>--target</c> may name: a group, or one target.</summary>
internal static class FuzzTargetNames
{
    public const string All = "all";

    /// <summary>Each group's targets, with their part of the inputs; over the wire an input costs a hundred times as much.</summary>
    private static readonly (string Group, string Target, double Part)[] Parts =
    [
        ("json", "json", 0.30), ("json", "json-http", 0.02), ("protobuf", "protobuf", 0.25), ("protobuf", "protobuf-grpc", 0.02), ("token", "token", 0.20),
        ("notice", "notice", 0.10), ("notice", "notice-http", 0.02), ("management", "resource", 0.08), ("management", "management", 0.01),
    ];

    public static IEnumerable<string> Known => Parts.SelectMany(part => new[] { part.Group, part.Target }).Append("proto").Append(All).Distinct();

    /// <summary>The targets that a name stands for, with their parts of all inputs, which come to 1.</summary>
    public static IReadOnlyList<(string Target, double Part)> Of(string name)
    {
        var group = name == "proto" ? "protobuf" : name;
        var chosen = group == All ? Parts
            : Parts.Any(part => part.Group == group && part.Target != group) ? [.. Parts.Where(part => part.Group == group)]
            : [.. Parts.Where(part => part.Target == group)];
        var sum = chosen.Sum(part => part.Part);
        return [.. chosen.Select(part => (part.Target, part.Part / sum))];
    }
}
