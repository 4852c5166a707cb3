using System.Globalization;

namespace Bidding.SystemTests.Processes;

/// <summary>
/// A node as an operator runs it: <c>bidding node</c> in a process of its own, on free ports and a data folder that the test owns,
/// so that it can be killed and started again on the same data. Disposing kills it.
/// </summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);

    private readonly ServerProcess _process;

    private NodeProcess(ServerProcess process, int grpcPort, int httpPort)
    {
        _process = process;
        GrpcAddress = new Uri($"http://127.0.0.1:{grpcPort}");
        HttpAddress = new Uri($"http://127.0.0.1:{httpPort}");
        Http = new HttpClient { BaseAddress = HttpAddress };
    }

    /// <summary>Where it answers gRPC (h2c).</summary>
    public Uri GrpcAddress { get; }

    /// <summary>Where it answers HTTP: bids, notices, management, metrics.</summary>
    public Uri HttpAddress { get; }

    /// <summary>A client of <see cref="HttpAddress"/>, owned by this.</summary>
    public HttpClient Http { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output => _process.Output;

    /// <summary>Starts a node on a data folder and waits until <c>/health/ready</c> answers 200.</summary>
    /// <param name="dataFolder">Its <c>--data</c>; kept when the node ends.</param>
    /// <param name="more">Further arguments of the verb <c>node</c>, such as <c>--demo</c>.</param>
    public static async Task<NodeProcess> StartAsync(string dataFolder, params string[] more)
    {
        var node = Launch(dataFolder, more);
        try
        {
            await node._process.WaitUntilAnswersAsync(node.Http, "/health/ready", StartDeadline);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a node and does not wait for it: for one that is expected to refuse its arguments or its data.</summary>
    public static NodeProcess Launch(string dataFolder, params string[] more)
    {
        var ports = FreePorts.Next(2);
        string[] arguments =
        [
            BuiltExecutables.Node, "node", "--data", dataFolder,
            "--grpc-port", ports[0].ToString(CultureInfo.InvariantCulture),
            "--http-port", ports[1].ToString(CultureInfo.InvariantCulture),
            .. more,
        ];
        return new NodeProcess(ServerProcess.Start("dotnet", arguments), ports[0], ports[1]);
    }

    /// <summary>Ends it as a crash of the machine's kernel would: <c>kill -9</c>.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Ends it in good order (SIGTERM) and gives its exit code.</summary>
    public Task<int> StopAsync() => _process.StopAsync(StopDeadline);

    /// <summary>Waits for a node that ends by itself and gives its exit code.</summary>
    public Task<int> WaitForExitAsync(TimeSpan deadline) => _process.WaitForExitAsync(deadline);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _process.DisposeAsync();
    }
}
