namespace Bidding.SystemTests.Processes;

/// <summary>
/// The executables as the build left them, in the configuration of the running test, or the node that <c>BIDDING_NODE</c> names: <c>./test</c> names the one compiled
/// ahead of time, which is what people run. The test project refers to both projects for the order of the build alone.
/// </summary>
internal static class BuiltExecutables
{
    public static string Node =>
        Environment.GetEnvironmentVariable("BIDDING_NODE") is { Length: > 0 } named ? named : Built("src", "Bidding.Node", "bidding-node.dll");

    public static string LoadTest => Built("loadtest", "Bidding.LoadTest", "bidding-loadtest.dll");

    private static string Built(string folder, string project, string file)
    {
        // tests/Bidding.System.Tests/bin/<configuration>/<framework>/
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        var path = RepositoryFiles.At(folder, project, "bin", framework.Parent!.Name, framework.Name, file);
        Assert.True(File.Exists(path), $"{path} is not built");
        return path;
    }
}
