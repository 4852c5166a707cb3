namespace Bidding.SystemTests.Scripts;

public sealed class BiddingScriptTests : IDisposable
{
    private static readonly string[] BothProjects =
        ["build src/Bidding.Node/Bidding.Node.csproj", "build loadtest/Bidding.LoadTest/Bidding.LoadTest.csproj"];

    private readonly ScriptSandbox _sandbox = new("bidding");

    public BiddingScriptTests()
    {
        _sandbox.Write("src/Bidding.Core/Money.cs", "struct Money;");
        _sandbox.Write("src/Bidding.Core/Price.cs", "struct Price;");
        _sandbox.Write("protos/bidding.proto", "syntax = \"proto3\";");
        _sandbox.Write("src/Bidding.Node/Program.cs", "return 0;");
        _sandbox.Write("loadtest/Bidding.LoadTest/Program.cs", "return 0;");
    }

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Bidding_OnFirstUse_BuildsBothThenRunsTheVerb()
    {
        var result = await _sandbox.RunAsync(["node", "--http-port", "8081"]);
        Assert.Equal(BothProjects, _sandbox.Builds);
        Assert.StartsWith("ran bidding-node.dll", result.LastLine, StringComparison.Ordinal);
        Assert.EndsWith("with: node --http-port 8081", result.LastLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bidding_WithNothingChanged_DoesNotBuildAgain()
    {
        await _sandbox.RunAsync(["node"]);
        _sandbox.Write("src/Bidding.Core/obj/Generated.cs", "// build output");
        var second = await _sandbox.RunAsync(["node"]);
        Assert.Equal(BothProjects, _sandbox.Builds);
        Assert.DoesNotContain("building", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Bidding.Core/Money.cs")]
    [InlineData("src/Bidding.Core/New.cs")]
    [InlineData("protos/bidding.proto")]
    [InlineData("Directory.Packages.props")]
    public async Task Bidding_AfterAnEdit_BuildsAgain(string path)
    {
        await _sandbox.RunAsync(["node"]);
        _sandbox.Write(path, "edited");
        await _sandbox.RunAsync(["node"]);
        Assert.Equal([.. BothProjects, .. BothProjects], _sandbox.Builds);
    }

    [Fact]
    public async Task Bidding_AfterASourceFileIsRemoved_BuildsAgain()
    {
        await _sandbox.RunAsync(["node"]);
        _sandbox.Delete("src/Bidding.Core/Price.cs");
        await _sandbox.RunAsync(["node"]);
        Assert.Equal([.. BothProjects, .. BothProjects], _sandbox.Builds);
    }

    [Fact]
    public async Task Bidding_StartedTwiceAtOnce_BuildsOnce()
    {
        var results = await Task.WhenAll(_sandbox.RunAsync(["node"]), _sandbox.RunAsync(["demo"]));
        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.Equal(BothProjects, _sandbox.Builds);
    }

    [Theory]
    [InlineData("demo", "bidding-loadtest.dll")]
    [InlineData("loadtest", "bidding-loadtest.dll")]
    [InlineData("simulate-faults", "bidding-loadtest.dll")]
    [InlineData("chaos", "bidding-loadtest.dll")]
    [InlineData("soak", "bidding-loadtest.dll")]
    [InlineData("bench", "bidding-loadtest.dll")]
    [InlineData("simulate", "bidding-node.dll")]
    [InlineData("ledger", "bidding-node.dll")]
    [InlineData("--help", "bidding-node.dll")]
    public async Task Bidding_Verb_GoesToItsExecutable(string verb, string executable)
    {
        var result = await _sandbox.RunAsync([verb]);
        Assert.StartsWith($"ran {executable}", result.LastLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Bidding_ExitCode_IsTheVerbs(int exitCode)
    {
        _sandbox.Tell("exit-code", $"{exitCode}");
        Assert.Equal(exitCode, (await _sandbox.RunAsync(["campaign", "list"])).ExitCode);
    }

    [Fact]
    public async Task Bidding_FromAnotherFolder_RunsThere()
    {
        using var elsewhere = new TempFolder();
        var result = await _sandbox.RunAsync(["campaign", "apply", "-f", "my ads.yaml"], elsewhere.Path);
        Assert.Equal($"ran bidding-node.dll in {elsewhere.Path} with: campaign apply -f my ads.yaml", result.LastLine);
    }

    [Fact]
    public async Task Bidding_WithoutAFittingSdk_SaysHowToGetIt()
    {
        _sandbox.Tell("sdk-missing");
        var result = await _sandbox.RunAsync(["node"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("dotnet-sdk-10.0", result.Output, StringComparison.Ordinal);
        Assert.Empty(_sandbox.Builds);
    }

    [Fact]
    public async Task Bidding_WhenTheBuildFails_ShowsTheErrorsAndRunsNothing()
    {
        _sandbox.Tell("build-fails");
        var result = await _sandbox.RunAsync(["node"]);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error CS1002", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ran ", result.Output, StringComparison.Ordinal);
    }
}
