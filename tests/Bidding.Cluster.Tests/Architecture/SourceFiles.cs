namespace Bidding.Cluster.Tests.Architecture;

/// <summary>The C# files a person wrote: build output is left out.</summary>
internal static class SourceFiles
{
    /// <summary>Paths relative to the repository's root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Under(params string[] folder) =>
        [.. Directory.EnumerateFiles(RepositoryFiles.At(folder), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)];
}
