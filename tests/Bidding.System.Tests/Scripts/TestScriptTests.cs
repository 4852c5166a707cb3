namespace Bidding.SystemTests.Scripts;

public sealed class TestScriptTests : IDisposable
{
    private const string Passed = """<UnitTestResult testName="A.Passes" outcome="Passed" />""";

    private const string Failed = """
        <UnitTestResult testName="A.Fails(text: &quot;a&lt;b&quot;)" outcome="Failed"><Output><ErrorInfo>
          <Message>Expected 1 &amp; got 2</Message><StackTrace>at A.Fails()</StackTrace>
        </ErrorInfo></Output></UnitTestResult>
        """;

    private const string Skipped = """
        <UnitTestResult testName="A.Skips" outcome="NotExecuted"><Output><ErrorInfo><Message>needs a &lt;server&gt;</Message></ErrorInfo></Output></UnitTestResult>
        """;

    private readonly ScriptSandbox _sandbox = new("test");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Test_AllPass_EndsWithTheSumAndCodeZero()
    {
        Project("One", Passed + Passed);
        Project("Two", Passed);
        await AssertEndsAsync("3 passed, 0 failed", 0);
    }

    [Fact]
    public async Task Test_ASkip_IsPrintedWithItsReasonAndCounted()
    {
        Project("One", Passed + Skipped);
        var output = await AssertEndsAsync("1 passed, 0 failed, 1 skipped", 0);
        Assert.Contains("A.Skips\n           needs a <server>", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_AFailure_IsPrintedWithItsMessageAndEndsWithCodeOne()
    {
        _sandbox.Tell("exit-code", "1");
        Project("One", Passed + Failed);
        var output = await AssertEndsAsync("1 passed, 1 failed", 1);
        Assert.Contains("A.Fails(text: \"a<b\")\n           Expected 1 & got 2\n           at A.Fails()", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_AProjectWithoutTests_CountsAsAFailure()
    {
        Project("One", Passed);
        Project("Empty", "");
        await AssertEndsAsync("1 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_AProjectWithoutAReport_CountsAsAFailure()
    {
        Project("One", Passed);
        _sandbox.Write("tests/Gone/Gone.csproj", "");
        await AssertEndsAsync("1 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_ARunThatCrashesAfterSomeTests_CountsAsAFailure()
    {
        _sandbox.Tell("exit-code", "1");
        Project("One", Passed, "<Text>The active test run was aborted. Reason: Test host process crashed</Text>");
        await AssertEndsAsync("1 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_ARunThatFailsWithNoFailedTest_CountsAsAFailure()
    {
        _sandbox.Tell("exit-code", "1");
        Project("One", Passed);
        await AssertEndsAsync("1 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_AFormatDifference_CountsAsAFailure()
    {
        _sandbox.Tell("format-differs");
        Project("One", Passed);
        await AssertEndsAsync("1 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_AFailedBuild_RunsNoTest()
    {
        _sandbox.Tell("build-fails");
        Project("One", Passed);
        await AssertEndsAsync("0 passed, 1 failed", 1);
    }

    [Fact]
    public async Task Test_WithoutAFittingSdk_SaysHowToGetIt()
    {
        _sandbox.Tell("sdk-missing");
        Project("One", Passed);
        var output = await AssertEndsAsync("0 passed, 1 failed", 1);
        Assert.Contains("dotnet-sdk-10.0", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithAName_RunsMatchingProjectsOnly()
    {
        Project("One", Passed);
        Project("Two", Passed + Passed);
        await AssertEndsAsync("2 passed, 0 failed", 0, "Two");
    }

    private void Project(string name, string results, string summary = "")
    {
        _sandbox.Write($"tests/{name}/{name}.csproj", "");
        _sandbox.Tell($"{name}.trx", $"""<?xml version="1.0"?><TestRun><Results>{results}</Results><ResultSummary>{summary}</ResultSummary></TestRun>""");
    }

    private async Task<string> AssertEndsAsync(string lastLine, int exitCode, params string[] arguments)
    {
        var result = await _sandbox.RunAsync(arguments);
        Assert.Equal(lastLine, result.LastLine);
        Assert.Equal(exitCode, result.ExitCode);
        return result.Output;
    }
}
