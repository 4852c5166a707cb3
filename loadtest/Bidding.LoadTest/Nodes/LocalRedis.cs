using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Bidding.LoadTest.Nodes;

/// <summary>A redis-server of our own on a port of the loopback interface, without persistence: it holds who is a member, which its members write anew. For one thread at a time.</summary>
internal sealed class LocalRedis : IDisposable
{
    public const string Needed = "redis-server is needed (Debian package redis-server)";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _program;
    private readonly string _folder;
    private Process? _server;

    private LocalRedis(string program, string folder, int port) => (_program, _folder, Port) = (program, folder, port);

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    /// <summary>Null: it is not installed.</summary>
    public static string? FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/bin").Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    /// <param name="program">As <see cref="FindProgram"/> found it.</param>
    /// <param name="folder">Its working folder, which exists.</param>
    public static LocalRedis Start(string program, string folder, int port)
    {
        var redis = new LocalRedis(program, folder, port);
        AppDomain.CurrentDomain.ProcessExit += redis.OnExit;
        try
        {
            redis.StartServer();
            return redis;
        }
        catch
        {
            redis.Dispose();
            throw;
        }
    }

    /// <summary>Starts it, again after <see cref="Kill"/>, empty, and waits until it takes connections.</summary>
    public void StartServer()
    {
        string[] arguments = ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder, "--daemonize", "no"];
        _server = Process.Start(new ProcessStartInfo(_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("redis-server did not start.");
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        var clock = Stopwatch.StartNew();
        while (!Answers())
        {
            if (_server.HasExited || clock.Elapsed > Patience)
            {
                throw new InvalidOperationException($"redis-server did not take connections on port {Port}.");
            }

            _server.WaitForExit(TimeSpan.FromMilliseconds(20));
        }
    }

    public void Kill()
    {
        if (_server is { HasExited: false } server)
        {
            Signals.Send(server.Id, Signal.Kill);
            server.WaitForExit();
        }
    }

    public void Freeze() => Signals.Send(_server!.Id, Signal.Stop);

    public void Thaw() => Signals.Send(_server!.Id, Signal.Continue);

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Kill();
        _server?.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void OnExit(object? sender, EventArgs e) => Dispose();
}
