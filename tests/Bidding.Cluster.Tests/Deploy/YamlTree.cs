using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>YAML as plain maps and lists, and what kustomize's strategic merge does to them where lists have names.</summary>
internal static class YamlTree
{
    public static object Parse(string yaml) => new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<object>(new MergingParser(new Parser(new StringReader(yaml))));

    public static string Write(object tree) => new SerializerBuilder().WithQuotingNecessaryStrings().DisableAliases().Build().Serialize(tree);

    /// <summary>The documents of a file, each as its own text, in their order.</summary>
    public static IEnumerable<string> Documents(string yaml) => yaml.Split("\n---\n");

    /// <summary>Strictly into a type of ours: an unknown key throws. Anchors are resolved first, as what one names may be of another type where it is used.</summary>
    public static T Read<T>(string yaml) =>
        new DeserializerBuilder().WithDuplicateKeyChecking().WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance).Build()
            .Deserialize<T>(Write(Parse(yaml)));

    /// <summary>Maps merge key by key, lists of named things thing by thing, all else is replaced.</summary>
    public static object Merge(object original, object patch) => (original, patch) switch
    {
        (Dictionary<object, object> map, Dictionary<object, object> change) => MergeMaps(map, change),
        (List<object> list, List<object> change) when list.Concat(change).All(one => NameOf(one) is not null) => MergeNamed(list, change),
        _ => patch,
    };

    public static object? At(object tree, params string[] path) =>
        path.Aggregate((object?)tree, (at, key) => at is Dictionary<object, object> map && map.TryGetValue(key, out var value) ? value : null);

    private static Dictionary<object, object> MergeMaps(Dictionary<object, object> map, Dictionary<object, object> change)
    {
        var merged = new Dictionary<object, object>(map);
        foreach (var (key, value) in change) merged[key] = merged.TryGetValue(key, out var old) ? Merge(old, value) : value;
        return merged;
    }

    private static List<object> MergeNamed(List<object> list, List<object> change)
    {
        List<object> merged = [.. list];
        foreach (var one in change)
        {
            var at = merged.FindIndex(old => NameOf(old) == NameOf(one));
            if (at < 0) merged.Add(one);
            else merged[at] = Merge(merged[at], one);
        }

        return merged;
    }

    private static string? NameOf(object one) => At(one, "name") as string;
}
