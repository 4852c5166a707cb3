using Bidding.SystemTests.Processes;

namespace Bidding.SystemTests.Dashboards;

/// <summary>One demo for all tests of a class. It ends with the last of them, long before its own time is over.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private const int RequestsPerSecond = 100;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    private DemoProcess? _demo;

    /// <summary>Where its node answers HTTP, as <c>host:port</c>.</summary>
    public string HttpAuthority => _demo!.HttpAuthority;

    public async Task InitializeAsync() => _demo = await DemoProcess.StartAsync(Length, RequestsPerSecond);

    public async Task DisposeAsync() => await _demo!.DisposeAsync();
}
