using System.Xml.Linq;

namespace Bidding.Cluster.Tests.Architecture;

/// <summary>What one csproj says it references. Names are short: <c>Core</c> for <c>Bidding.Core</c>.</summary>
internal sealed record ProjectFile(string Name, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary>Every project under a folder of the repository (<c>src</c>, <c>loadtest</c>), by name.</summary>
    public static IReadOnlyList<ProjectFile> In(string folder) =>
        [.. Directory.EnumerateFiles(RepositoryFiles.At(folder), "*.csproj", SearchOption.AllDirectories).Order().Select(Read)];

    public static string ShortName(string name) =>
        name.StartsWith("Bidding.", StringComparison.Ordinal) ? name["Bidding.".Length..] : name;

    private static ProjectFile Read(string path)
    {
        var document = XDocument.Load(path);
        return new ProjectFile(
            ShortName(Path.GetFileNameWithoutExtension(path)),
            // ReferenceOutputAssembly="false" orders the build and gives no access to the code.
            [.. from reference in document.Descendants("ProjectReference")
                where (string?)reference.Attribute("ReferenceOutputAssembly") != "false"
                select ShortName(Path.GetFileNameWithoutExtension(((string)reference.Attribute("Include")!).Replace('\\', '/')))],
            [.. from reference in document.Descendants("PackageReference") select (string)reference.Attribute("Include")!]);
    }
}
