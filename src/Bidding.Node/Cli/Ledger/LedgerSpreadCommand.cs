using System.CommandLine;
using Bidding.Node.Hosting;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;

namespace Bidding.Node.Cli.Ledger;

/// <summary><c>ledger spread</c>: copies a ledger in PostgreSQL to new databases, more or fewer, while no node runs; see docs/operations.md.</summary>
internal static class LedgerSpreadCommand
{
    public static Command Create()
    {
        var config = NodeCommand.ConfigOption();
        var to = new Option<FileInfo>("--to") { Description = "Settings whose Ledger:ConnectionStrings name the new databases, all of them empty.", Required = true }.AcceptExistingOnly();
        var command = new Command("spread", "Copy the ledger to new databases, over which its campaigns are spread anew. Stop every node first.") { config, to };
        command.SetAction((parsed, cancel) => LedgerCommand.RunAsync(
            parsed.InvocationConfiguration.Error, () => RunAsync(parsed.GetValue(config)?.FullName, parsed.GetValue(to)!.FullName, parsed.InvocationConfiguration.Output, cancel)));
        return command;
    }

    private static async Task<int> RunAsync(string? configFile, string newConfigFile, TextWriter output, CancellationToken cancel)
    {
        var (old, made) = (Read(configFile), Read(newConfigFile));
        foreach (var line in PostgresSchema.Migrate(made)) await output.WriteLineAsync($"bidding: {line}");
        var (streams, entries) = await LedgerCopy.RunAsync(old.Ledger, made.Ledger, cancel);
        await output.WriteLineAsync($"bidding: {streams} campaigns with {entries} entries are in the {string.Join(", the ", made.Ledger)}, verified. The old databases refuse nodes from now on.");
        return ExitCodes.Done;
    }

    private static PostgresDatabases Read(string? file) =>
        StorageChoice.Read(NodeConfiguration.Read(file)).Postgres ?? throw new SettingsException("ledger spread is for a ledger in PostgreSQL, and the settings name none.");
}
