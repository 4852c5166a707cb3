using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Bidding.Core.Ledger;
using Bidding.Storage.Tests.Ledger;

namespace Bidding.Storage.Tests.Sqlite;

/// <summary>
/// This test assembly run as a program of its own, so that it can be killed: eight writers append to a ledger file without end and print a line
/// for each append that was acknowledged (<c>acknowledged STREAM SEQ</c>) or not (<c>unavailable</c>).
/// </summary>
internal sealed class WriterProcess : IDisposable
{
    private const string Verb = "append-without-end";
    private const int Writers = 8;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    private WriterProcess(Process process) => _process = process;

    /// <summary>Per stream the highest seq that was acknowledged so far.</summary>
    public Dictionary<int, long> Acknowledged { get; } = [];

    public static WriterProcess Start(string ledgerFile)
    {
        // A write beyond a limit on file sizes raises a signal that would end the process; ignored, the write fails, as on a full disk.
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "trap '' XFSZ; exec dotnet \"$0\" \"$@\"", typeof(WriterProcess).Assembly.Location, Verb, ledgerFile])
        {
            start.ArgumentList.Add(argument);
        }

        var writer = new WriterProcess(Process.Start(start) ?? throw new InvalidOperationException("bash did not start."));
        writer._process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) writer._lines.Writer.Complete();
            else writer._lines.Writer.TryWrite(line.Data);
        };
        writer._process.BeginOutputReadLine();
        return writer;
    }

    /// <summary>Reads on until so many further lines of a kind have come.</summary>
    public async Task WaitForAsync(string kind, int count)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (count > 0)
        {
            if (Take(await _lines.Reader.ReadAsync(deadline.Token)) == kind) count--;
        }
    }

    /// <summary>SIGKILL, then everything it had managed to say.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        using var deadline = new CancellationTokenSource(Deadline);
        await foreach (var line in _lines.Reader.ReadAllAsync(deadline.Token)) Take(line);
        await _process.WaitForExitAsync(deadline.Token);
    }

    /// <summary>From now on no file of the process may grow beyond this many bytes.</summary>
    public void LimitFileSize(string bytes)
    {
        using var limit = Process.Start("prlimit", ["--pid", _process.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:"]);
        limit.WaitForExit();
        Assert.Equal(0, limit.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    /// <summary>The program's side. Returns false when the arguments are not for it.</summary>
    public static async Task<bool> RunAsync(string[] args)
    {
        if (args is not [Verb, var file]) return false;
        await using var store = SqliteLedgerStoreTests.Open(file);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(store, writer))));
        return true;
    }

    private static async Task WriteAsync(ILedgerStore store, int writer)
    {
        var streams = Enumerable.Range(1, 3).Select(i => new TestStream(store, (writer * 3) + i)).ToList();
        for (var round = 0L; ; round++)
        {
            foreach (var stream in streams)
            {
                var first = (round * 5) + 1;
                await RetryAsync(stream, stream.Next([.. Enumerable.Range(0, 5).Select(i => TestStream.Post(first + i, 7))]));
                Console.WriteLine($"acknowledged {stream.Number.Value} {stream.Seq}");
            }
        }
    }

    private static async Task RetryAsync(TestStream stream, LedgerAppend append)
    {
        while (true)
        {
            try
            {
                var result = await stream.AppendAsync(append);
                if (result.Outcome != AppendOutcome.Committed) throw new InvalidOperationException($"An append was answered with {result.Outcome}.");
                return;
            }
            catch (LedgerUnavailableException)
            {
                Console.WriteLine("unavailable");
            }
        }
    }

    private string Take(string line)
    {
        if (line.Split(' ') is not ["acknowledged", var stream, var seq]) return line;
        Acknowledged[int.Parse(stream, CultureInfo.InvariantCulture)] = long.Parse(seq, CultureInfo.InvariantCulture);
        return "acknowledged";
    }
}
