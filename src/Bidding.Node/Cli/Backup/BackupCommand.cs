using System.CommandLine;
using Bidding.Storage;
using Bidding.Storage.Sqlite;

namespace Bidding.Node.Cli.Backup;

/// <summary><c>backup</c> and <c>restore</c>: copies of a node's embedded storage. PostgreSQL has its own tools, see docs/operations.md.</summary>
internal static class BackupCommand
{
    public static Command CreateBackup()
    {
        var (data, to) = (LedgerCommand.DataOption(), new Option<DirectoryInfo>("--to") { Description = "A new folder for the backup. It will hold the keys: keep it secret.", Required = true });
        var command = new Command("backup", "Copy a node's data folder, also while the node runs.") { data, to };
        command.SetAction((parsed, _) => RunAsync(
            parsed.InvocationConfiguration, "backed up", parsed.GetValue(to)!, () => EmbeddedBackup.Write(new(parsed.GetValue(data)!.FullName), new(parsed.GetValue(to)!.FullName))));
        return command;
    }

    public static Command CreateRestore()
    {
        var (data, from) = (LedgerCommand.DataOption(), new Option<DirectoryInfo>("--from") { Description = "The backup's folder.", Required = true }.AcceptExistingOnly());
        var command = new Command("restore", "Put a backup into a data folder that holds no ledger and on which no node runs.") { data, from };
        command.SetAction((parsed, _) => RunAsync(
            parsed.InvocationConfiguration, "restored", parsed.GetValue(data)!, () => EmbeddedBackup.Restore(new(parsed.GetValue(from)!.FullName), new(parsed.GetValue(data)!.FullName))));
        return command;
    }

    private static Task<int> RunAsync(InvocationConfiguration streams, string done, DirectoryInfo where, Func<IReadOnlyList<(string Name, long Bytes)>> copy) =>
        LedgerCommand.RunAsync(streams.Error, async () =>
        {
            var files = copy();
            foreach (var (name, bytes) in files) await streams.Output.WriteLineAsync($"bidding: {name}, {bytes} bytes");
            await streams.Output.WriteLineAsync($"bidding: {done} {where.FullName}");
            return ExitCodes.Done;
        });
}
