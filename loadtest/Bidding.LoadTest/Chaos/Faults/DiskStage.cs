using System.Diagnostics;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Demo;
using Bidding.LoadTest.Nodes;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Ledger;

namespace Bidding.LoadTest.Chaos.Faults;

/// <summary>A node on its own, its data on a small disk of its own (tmpfs, which root may mount).</summary>
internal sealed class DiskStage : IStage
{
    private const string SizeOfDisk = "64m";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder;
    private readonly LocalNode _node;
    private readonly Filler _filler;

    private DiskStage(string folder, LocalNode node)
    {
        (_folder, _node) = (folder, node);
        _filler = new(Path.Combine(folder, "filler"));
        Nodes = [node.GrpcAddress];
        HttpNodes = [node.HttpAddress];
        Faults = [DiskFull() with { Begin = Run(_filler.Begin), End = _ => _filler.EndAsync() }];
    }

    /// <summary>What it is, without a stage: for lists.</summary>
    public static Fault DiskFull() => new()
    {
        Name = "disk-full",
        What = "the disk of a node on its own (embedded ledger, on a small tmpfs) is full, then has room again",
        Lasts = TimeSpan.FromSeconds(15),
        IsMeasuredFromEnd = true,
        Impossible = Environment.IsPrivilegedProcess ? null : "root is needed, to mount a small disk",
    };

    public IReadOnlyList<Uri> Nodes { get; }

    public IReadOnlyList<Uri> HttpNodes { get; }

    public IReadOnlyList<Fault> Faults { get; }

    private DataFolder Data => new(Path.Combine(_folder, "node"));

    public static async Task<DiskStage> StartAsync(IReadOnlyList<string> demo, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("bidding-disk-").FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", $"size={SizeOfDisk}", "bidding-chaos", folder);
        try
        {
            return new(folder, await LocalNode.StartAsync(Path.Combine(folder, "node"), ["--demo", .. demo], cancel));
        }
        catch
        {
            await RemoveAsync(folder);
            throw;
        }
    }

    public async Task WaitUntilWholeAsync(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        await Readiness.WaitAsync(_node.HttpAddress, () => $"the node is not ready again: {_node.Output}", patience.Token);
    }

    public ILedgerReader OpenLedger() => SqliteLedgerReader.Open(Data.LedgerFile);

    public Task<LedgerVerdict> VerifyAsync(CancellationToken cancel) => LedgerVerdict.ReadAsync(Data.Path, cancel);

    public async ValueTask DisposeAsync()
    {
        await _filler.EndAsync();
        await _node.DisposeAsync();
        await RemoveAsync(_folder);
    }

    private static Func<CancellationToken, Task> Run(Action what) => _ =>
    {
        what();
        return Task.CompletedTask;
    };

    private static async Task RemoveAsync(string folder)
    {
        await RunAsync("umount", folder);
        Directory.Delete(folder);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true }) ?? throw new NodeFailedException($"{program} did not start.");
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new NodeFailedException($"{program} {string.Join(' ', arguments)}: {error}");
        }
    }
}
