using k8s;
using k8s.Models;

namespace Bidding.Cluster.Tests.Deploy;

/// <summary>A <c>kustomization.yaml</c> with the keys that ours may use; another one does not parse.</summary>
internal sealed class Kustomization
{
    public string ApiVersion { get; set; } = "";
    public string Kind { get; set; } = "";
    public string? Namespace { get; set; }
    public List<string> Resources { get; set; } = [];
    public List<Patch> Patches { get; set; } = [];
    public List<Image> Images { get; set; } = [];

    /// <summary>What a folder builds: its resources as documents, patched. Throws where a file, or a patch's target, is missing.</summary>
    public static List<object> Build(string folder)
    {
        var file = YamlTree.Read<Kustomization>(File.ReadAllText(Path.Combine(folder, "kustomization.yaml")));
        Assert.Equal(("kustomize.config.k8s.io/v1beta1", "Kustomization"), (file.ApiVersion, file.Kind));
        List<object> built = [.. file.Resources.SelectMany(resource => Read(Path.Combine(folder, resource)))];
        foreach (var patch in file.Patches)
        {
            foreach (var change in Parse(Path.Combine(folder, patch.Path)))
            {
                var at = built.FindIndex(one => Identity(one) == Identity(change));
                Assert.True(at >= 0, $"{patch.Path} of {folder} patches {Identity(change)}, which is not there");
                built[at] = YamlTree.Merge(built[at], change);
            }
        }

        return built;
    }

    /// <summary>The same, typed: an unknown or misspelt field throws.</summary>
    public static List<object> BuildTyped(string folder) => [.. Build(folder).SelectMany(one => KubernetesYaml.LoadAllFromString(YamlTree.Write(one), strict: true))];

    public static T Single<T>(IEnumerable<object> built)
        where T : IKubernetesObject<V1ObjectMeta> => built.OfType<T>().Single();

    private static IEnumerable<object> Read(string path) => Directory.Exists(path) ? Build(path) : Parse(path);

    private static IEnumerable<object> Parse(string file) => YamlTree.Documents(File.ReadAllText(file)).Select(YamlTree.Parse);

    private static string Identity(object one) => $"{YamlTree.At(one, "apiVersion")} {YamlTree.At(one, "kind")} {YamlTree.At(one, "metadata", "name")}";

    public sealed class Patch
    {
        public string Path { get; set; } = "";
    }

    public sealed class Image
    {
        public string Name { get; set; } = "";
        public string NewName { get; set; } = "";
        public string NewTag { get; set; } = "";
    }
}
