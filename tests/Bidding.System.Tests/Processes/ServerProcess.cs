using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bidding.SystemTests.Processes;

/// <summary>
/// A server that a test runs as a real process: its last lines of output are kept, and it is killed when disposed.
/// Safe from any thread.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int MaxLines = 2_000;
    private const int MaxLinesInMessages = 40;
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private string _lastLine = "";

    private ServerProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data, isStandardOutput: true);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, isStandardOutput: false);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The exit code; only once it has exited. 137 after <see cref="KillAsync"/>.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines of standard output and standard error, as they came; the order between the two is not exact.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>The last line of standard output so far, empty before the first.</summary>
    public string LastLine
    {
        get
        {
            lock (_lines)
            {
                return _lastLine;
            }
        }
    }

    private string LastLines => string.Join('\n', Output.Split('\n').TakeLast(MaxLinesInMessages));

    /// <summary>Starts a program. Its standard input is closed at once; <paramref name="environment"/> is added to this process's own.</summary>
    public static ServerProcess Start(
        string program, IEnumerable<string> arguments, string? workingFolder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program) { WorkingDirectory = workingFolder ?? "" };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var server = new ServerProcess(start);
        server._process.Start();
        server._process.StandardInput.Close();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>The path of a program on PATH, or null where it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Waits until the address answers 200; fails with the output when the server ends or the deadline passes.</summary>
    public Task WaitUntilAnswersAsync(HttpClient http, string path, TimeSpan deadline) =>
        Eventually.TrueAsync(
            async () =>
            {
                Assert.False(HasExited, $"it ended before it was ready:\n{LastLines}");
                return await AnswersAsync(http, path);
            },
            deadline,
            () => $"GET {path} answers 200. Its last lines:\n{LastLines}");

    /// <summary>Kills it as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM) and gives its exit code; fails with the output when it is still there at the deadline.</summary>
    public async Task<int> StopAsync(TimeSpan deadline)
    {
        if (!HasExited)
        {
            Signal(_process.Id, SigTerm);
        }

        return await WaitForExitAsync(deadline);
    }

    /// <summary>Waits until it ends by itself and gives its exit code; fails with the output at the deadline.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using var timeout = new CancellationTokenSource(deadline);
        try
        {
            await _process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"still running after {deadline.TotalSeconds:0.#} s. Its last lines:\n{LastLines}");
        }

        return ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(HttpClient http, string path)
    {
        try
        {
            using var response = await http.GetAsync(path);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return false; // not listening yet
        }
    }

    private static void Signal(int process, int signal)
    {
        if (Kill(process, signal) != 0)
        {
            throw new InvalidOperationException($"kill({process}, {signal}) failed with errno {Marshal.GetLastPInvokeError()}");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Keep(string? line, bool isStandardOutput)
    {
        if (line is null)
        {
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            _lastLine = isStandardOutput ? line : _lastLine;
            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
