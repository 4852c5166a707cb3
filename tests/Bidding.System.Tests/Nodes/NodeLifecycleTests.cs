using System.Net;
using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Nodes;

public sealed class NodeLifecycleTests : IDisposable
{
    private const int BadArguments = 2;
    private static readonly TimeSpan RefusalDeadline = TimeSpan.FromSeconds(30);

    private readonly TempFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Node_OnAnEmptyFolder_IsLiveAndReadyAndTellsItsFigures()
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        Assert.Equal(HttpStatusCode.OK, (await node.Http.GetAsync("/health/live")).StatusCode);
        Assert.Contains("process_start_time_seconds", await node.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_OnSigterm_EndsWithExitCodeZero()
    {
        await using var node = await NodeProcess.StartAsync(_data.Path);
        Assert.Equal(0, await node.StopAsync());
    }

    [Fact]
    public async Task Node_KilledAndStartedAgainOnItsData_IsReady()
    {
        await using (var killed = await NodeProcess.StartAsync(_data.Path))
        {
            await killed.KillAsync();
        }

        await using var again = await NodeProcess.StartAsync(_data.Path);
        Assert.Equal(HttpStatusCode.OK, (await again.Http.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task Node_WithAnUnknownArgument_EndsWithTheCodeOfBadArguments()
    {
        await using var node = NodeProcess.Launch(_data.Path, "--no-such-option");
        Assert.Equal(BadArguments, await node.WaitForExitAsync(RefusalDeadline));
        Assert.Contains("--no-such-option", node.Output, StringComparison.Ordinal);
    }
}
