using System.CommandLine;
using Bidding.Node.Hosting;
using Bidding.Storage.Postgres;

namespace Bidding.Node.Cli;

/// <summary><c>migrate</c>: brings the databases that the settings name to the schema of this program, before the first node of its version starts.</summary>
internal static class MigrateCommand
{
    public static Command Create()
    {
        var config = NodeCommand.ConfigOption();
        var command = new Command("migrate", "Bring PostgreSQL to the schema of this version; run again, it changes nothing.") { config };
        command.SetAction((parsed, _) => LedgerCommand.RunAsync(
            parsed.InvocationConfiguration.Error, () => RunAsync(parsed.GetValue(config)?.FullName, parsed.InvocationConfiguration.Output)));
        return command;
    }

    private static async Task<int> RunAsync(string? configFile, TextWriter output)
    {
        if (StorageChoice.Read(NodeConfiguration.Read(configFile)).Postgres is not { } databases)
        {
            await output.WriteLineAsync("bidding: the storage is embedded: a node brings its own files up to date when it starts.");
            return ExitCodes.Done;
        }

        var done = PostgresSchema.Migrate(databases);
        foreach (var line in done) await output.WriteLineAsync($"bidding: {line}");
        if (done.Count == 0) await output.WriteLineAsync("bidding: everything is up to date.");
        return ExitCodes.Done;
    }
}
