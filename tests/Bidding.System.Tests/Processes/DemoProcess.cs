using System.Globalization;
using System.Text.RegularExpressions;

namespace Bidding.SystemTests.Processes;

/// <summary>
/// <c>bidding demo</c> in a process of its own, which starts a node of its own: live traffic of every kind, for a while.
/// It is asked to end when disposed, so that it takes its node with it.
/// </summary>
internal sealed partial class DemoProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(60);

    private readonly ServerProcess _process;

    private DemoProcess(ServerProcess process) => _process = process;

    /// <summary>Where its node answers HTTP, as <c>host:port</c>.</summary>
    public string HttpAuthority { get; private set; } = "";

    public string Output => _process.Output;

    /// <summary>Starts the demo and returns when its exchange opens.</summary>
    public static async Task<DemoProcess> StartAsync(TimeSpan length, int rate)
    {
        string[] arguments =
        [
            BuiltExecutables.LoadTest, "demo", "--json",
            "--seconds", ((int)length.TotalSeconds).ToString(CultureInfo.InvariantCulture),
            "--rate", rate.ToString(CultureInfo.InvariantCulture),
        ];
        var environment = new Dictionary<string, string> { ["BIDDING_NODE"] = BuiltExecutables.Node };
        var demo = new DemoProcess(ServerProcess.Start("dotnet", arguments, environment: environment));
        try
        {
            await Eventually.TrueAsync(() => Task.FromResult(demo.IsOpen()), StartDeadline, () => $"the demo's exchange opens. Output:\n{demo.Output}");
            return demo;
        }
        catch
        {
            await demo.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.StopAsync(StopDeadline);
        await _process.DisposeAsync();
    }

    private bool IsOpen()
    {
        Assert.False(_process.HasExited, $"the demo ended before its exchange opened:\n{Output}");
        HttpAuthority = Address().Match(Output).Groups[1].Value;
        return HttpAuthority.Length > 0;
    }

    [GeneratedRegex(@"HTTP at ([^\s;]+)")]
    private static partial Regex Address();
}
