namespace Bidding.Testing;

/// <summary>
/// Paths in the checked-out repository, found by walking up from the test's output folder to <c>Bidding.sln</c>.
/// <see cref="SharedOrSkip"/> finds data kept beside the repository in <c>../shared</c>. Safe from any thread.
/// </summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string> LazyRoot = new(FindRoot);

    /// <summary>The repository's root folder, absolute.</summary>
    public static string Root => LazyRoot.Value;

    /// <summary>The absolute path of something in the repository, given by its parts from the root.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>
    /// The absolute path of a file in <c>../shared</c>; where it is absent, skips the running test with that reason.
    /// The test must be a <c>SkippableFact</c> or <c>SkippableTheory</c>.
    /// </summary>
    public static string SharedOrSkip(params string[] parts)
    {
        var path = Path.GetFullPath(Path.Combine([Root, "..", "shared", .. parts]));
        Skip.IfNot(File.Exists(path), $"needs ../shared/{string.Join('/', parts)}, which is not beside this checkout");
        return path;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bidding.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Bidding.sln in any folder above {AppContext.BaseDirectory}");
    }
}
