using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Bidding.LoadTest.Nodes;

/// <summary>
/// A PostgreSQL server of our own: its files in a temporary folder, on a free port of the loopback interface, gone with its object. PostgreSQL refuses to run as root:
/// then it runs as the user that its Debian package makes. For one thread at a time.
/// </summary>
internal sealed class LocalPostgres : IDisposable
{
    /// <summary>What to say where <see cref="FindPrograms"/> finds none.</summary>
    public const string Needed = "the programs of PostgreSQL are needed (Debian package postgresql) and, as root, the user postgres";

    private const string User = "postgres";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _programs;
    private readonly string _folder;
    private readonly string[] _settings;
    private readonly int _port = FreePort();
    private Process? _server;

    private LocalPostgres(string programs, string folder, string[] settings) => (_programs, _folder, _settings) = (programs, folder, settings);

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Folder of the newest server's programs, which Debian keeps off the PATH; null: there is none, or nobody it could run as.</summary>
    public static string? FindPrograms()
    {
        if (Environment.IsPrivilegedProcess && Run("id", [User]).Code != 0) return null;
        var folders = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(VersionOf).Select(folder => Path.Combine(folder, "bin")) : [];
        return folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    /// <param name="programs">As <see cref="FindPrograms"/> found them.</param>
    /// <param name="parent">Where its files go; null: the system's temporary folder.</param>
    /// <param name="settings">Of the server, such as <c>max_wal_size=4GB</c>. Flushing is on unless they say otherwise.</param>
    public static LocalPostgres Start(string programs, string? parent, params string[] settings)
    {
        var folder = Path.Combine(parent ?? Path.GetTempPath(), $"bidding-postgres-{Environment.ProcessId}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var server = new LocalPostgres(programs, folder, settings);
        AppDomain.CurrentDomain.ProcessExit += server.OnExit;
        try
        {
            if (Environment.IsPrivilegedProcess) Require(Run("chown", [User, folder]));
            Require(server.RunAsUser("initdb", "-D", server.Data, "-A", "trust", "-U", User, "-E", "UTF8", "--locale=C", "--no-sync"));
            server.StartServer();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username={User}";

    /// <summary>Answers its connection string.</summary>
    /// <param name="template">A database to copy, to which nobody is connected.</param>
    public string CreateDatabase(string name, string? template = null)
    {
        Require(RunAsUser("createdb", ["-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture), "-U", User, .. template is null ? [] : new[] { "-T", template }, name]));
        return ConnectionString(name);
    }

    /// <summary>Starts it again on its files after <see cref="Kill"/>, and waits until it answers.</summary>
    public void StartServer()
    {
        var (program, arguments) = AsUser("postgres", ["-D", Data, "-p", $"{_port}", "-k", _folder, "-c", "listen_addresses=127.0.0.1", .. _settings.SelectMany(setting => new[] { "-c", setting })]);
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        _server = Process.Start(start) ?? throw new InvalidOperationException("postgres did not start.");
        var log = new System.Text.StringBuilder();
        _server.ErrorDataReceived += (_, line) => Keep(log, line.Data);
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        var clock = Stopwatch.StartNew();
        while (RunAsUser("pg_isready", "-q", "-h", "127.0.0.1", "-p", _port.ToString(CultureInfo.InvariantCulture)).Code != 0)
        {
            if (!_server.HasExited && clock.Elapsed < Patience) continue;
            lock (log) throw new InvalidOperationException($"PostgreSQL did not start: {log}");
        }
    }

    /// <summary>SIGKILL to all its processes at once, as when the machine loses power but for what the system still writes.</summary>
    public void Kill()
    {
        if (_server is not { HasExited: false } server) return;
        var children = Children(server.Id).ToList();
        Signal(9);
        server.WaitForExit();
        // A server does not start again while one of the old one's children is about.
        var clock = Stopwatch.StartNew();
        while (children.Any(child => Directory.Exists($"/proc/{child}")) && clock.Elapsed < Patience) Thread.Yield();
    }

    /// <summary>SIGSTOP: connections stay open and nothing answers.</summary>
    public void Freeze() => Signal(19);

    public void Thaw() => Signal(18);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Kill();
        _server?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Keep(System.Text.StringBuilder log, string? line)
    {
        const int most = 4_000;
        lock (log)
        {
            if (line is not null && log.Length < most) log.AppendLine(line);
        }
    }

    private static int VersionOf(string folder) => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // The server first: it must start no more children. Their group and session are their own.
    private void Signal(int signal)
    {
        var server = _server!.Id;
        _ = SendSignal(server, signal == 9 ? 19 : signal);
        foreach (var child in Children(server)) _ = SendSignal(child, signal);
        if (signal == 9) _ = SendSignal(server, signal);
    }

    private static IEnumerable<int> Children(int process)
    {
        var file = $"/proc/{process}/task/{process}/children";
        return File.Exists(file)
            ? File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            : [];
    }

    private (int Code, string Output) RunAsUser(string program, params string[] arguments)
    {
        var (file, all) = AsUser(program, arguments);
        return Run(file, all);
    }

    // setpriv becomes the program, so that its process is the server's own.
    private (string Program, string[] Arguments) AsUser(string program, string[] arguments)
    {
        var file = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess ? ("setpriv", [$"--reuid={User}", $"--regid={User}", "--init-groups", "--", file, .. arguments]) : (file, arguments);
    }

    private static (int Code, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors);
    }

    private static void Require((int Code, string Output) result)
    {
        if (result.Code != 0) throw new InvalidOperationException($"PostgreSQL could not be set up: {result.Output}");
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
