using System.Collections.Concurrent;
using System.Diagnostics;

namespace Bidding.LoadTest.Nodes;

/// <summary>
/// A node of our own as a real process on loopback: started, waited for, asked to stop, and killed if it does not. What it prints is kept for when it fails.
/// </summary>
internal sealed class LocalNode : IAsyncDisposable
{
    private const int LinesKept = 200;
    private static readonly TimeSpan ReadyDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private LocalNode(Process process, int grpcPort, int httpPort)
    {
        _process = process;
        GrpcAddress = new($"http://127.0.0.1:{grpcPort}");
        HttpAddress = new($"http://127.0.0.1:{httpPort}");
    }

    public Uri GrpcAddress { get; }
    public Uri HttpAddress { get; }

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Only once it has exited; 137 after <see cref="KillAsync"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>From the start of the process to the first success of <c>/health/ready</c>.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>CPU that the node's process has used so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public string Output => string.Join(Environment.NewLine, _output);

    /// <summary>The node's executable: named by the environment (the <c>bidding</c> script does), or beside ours in the source tree.</summary>
    public static string FindExecutable()
    {
        if (Environment.GetEnvironmentVariable("BIDDING_NODE") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new FileNotFoundException($"BIDDING_NODE names no file: {named}");
        }

        var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "src", "Bidding.Node", "bin", configuration, "net10.0", "bidding-node.dll");
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new FileNotFoundException("The node is not built; run it through ./bidding.");
    }

    public static Task<LocalNode> StartAsync(string dataFolder, IEnumerable<string> arguments, CancellationToken cancel) =>
        StartAsync(dataFolder, arguments, [], cancel);

    /// <param name="prefix">A program, with its arguments, that the node is started by and that it takes the place of: <c>taskset</c>, for one.</param>
    public static async Task<LocalNode> StartAsync(string dataFolder, IEnumerable<string> arguments, IReadOnlyList<string> prefix, CancellationToken cancel)
    {
        var ports = FreePorts.Take(2);
        var node = Launch(new() { DataFolder = dataFolder, GrpcPort = ports[0], HttpPort = ports[1], Arguments = [.. arguments], Prefix = prefix });
        await node.WaitUntilReadyAsync(cancel);
        return node;
    }

    /// <summary>Starts a node and does not wait for it.</summary>
    public static LocalNode Launch(NodeStart how)
    {
        string[] program = [.. how.Prefix, "dotnet"];
        var start = new ProcessStartInfo(program[0], program[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        string[] fixedArguments = [FindExecutable(), "node", "--data", how.DataFolder, "--grpc-port", $"{how.GrpcPort}", "--http-port", $"{how.HttpPort}"];
        foreach (var argument in fixedArguments.Concat(how.Arguments))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in how.Environment)
        {
            start.Environment[name] = value;
        }

        var node = new LocalNode(new Process { StartInfo = start }, how.GrpcPort, how.HttpPort);
        node._process.OutputDataReceived += (_, line) => node.Keep(line.Data);
        node._process.ErrorDataReceived += (_, line) => node.Keep(line.Data);
        node._process.Start();
        node._process.BeginOutputReadLine();
        node._process.BeginErrorReadLine();
        return node;
    }

    /// <summary>Runs another verb of the node's executable to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunVerbAsync(IEnumerable<string> arguments, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(FindExecutable());
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        var error = process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Returns at the first success of <c>/health/ready</c>; throws <see cref="NodeFailedException"/> when the node ends before, or takes too long.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = HttpAddress, Timeout = TimeSpan.FromSeconds(2) };
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < ReadyDeadline)
        {
            if (_process.HasExited)
            {
                throw new NodeFailedException($"The node ended with code {_process.ExitCode} while starting:{Environment.NewLine}{Output}");
            }

            try
            {
                using var answer = await http.GetAsync("/health/ready", cancel);
                if (answer.IsSuccessStatusCode)
                {
                    StartTime = TimeProvider.System.GetElapsedTime(started);
                    return;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                Keep($"not ready yet: {fault.Message}");
            }

            await Task.Delay(20, cancel);
        }

        _process.Kill(entireProcessTree: true);
        throw new NodeFailedException($"The node was not ready within {ReadyDeadline.TotalSeconds:0} s:{Environment.NewLine}{Output}");
    }

    /// <summary>Asks the node to stop as an operator would (SIGTERM) and waits. Returns false if it had to be killed.</summary>
    public async Task<bool> StopAsync()
    {
        if (_process.HasExited)
        {
            return _process.ExitCode == 0;
        }

        if (!Signals.Send(_process.Id, Signal.Terminate))
        {
            throw new NodeFailedException("The node could not be signalled.");
        }

        using var deadline = new CancellationTokenSource(StopDeadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return false;
        }
    }

    /// <summary><c>kill -9</c>, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        Signals.Send(_process.Id, Signal.Kill);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: its connections stay open and nothing answers.</summary>
    public void Freeze() => Signals.Send(_process.Id, Signal.Stop);

    public void Thaw() => Signals.Send(_process.Id, Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        while (_output.Count > LinesKept)
        {
            _output.TryDequeue(out _);
        }
    }
}

/// <summary>Our node did not start, or died.</summary>
internal sealed class NodeFailedException(string message) : Exception(message);
