using System.CommandLine;
using Bidding.Node.Cli.Access;
using Bidding.Node.Cli.Catalog;

namespace Bidding.Node.Cli;

/// <summary>All verbs of the executable and how they are called. One line per verb.</summary>
internal static class RootCommandFactory
{
    public static RootCommand Create() => new("A demand-side platform: answers bids, keeps budgets exact, follows results.")
    {
        NodeCalls.KeyOption(),
        NodeCommand.Create(),
        ResourceCommand.Create(ResourceType.Campaign),
        ResourceCommand.Create(ResourceType.Ad),
        ResourceCommand.Create(ResourceType.Advertiser),
        ResourceCommand.Create(ResourceType.Exchange),
        Pacing.PacingCommand.Create(),
        ResourceCommand.Create(ResourceType.Portfolio),
        KeyCommand.Create(),
        AuditCommand.Create(),
        LedgerCommand.Create(),
        MigrateCommand.Create(),
        Backup.BackupCommand.CreateBackup(),
        Backup.BackupCommand.CreateRestore(),
        HealthCommand.Create(),
        ClusterKeysCommand.Create(),
        ExplainCommand.Create(),
        Simulate.SimulateCommand.Create(),
    };

    /// <summary>Runs a verb and answers the process's exit code; see <see cref="ExitCodes"/>.</summary>
    public static async Task<int> InvokeAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        var code = await parsed.InvokeAsync(new InvocationConfiguration
        {
            // A node ends in its own order on SIGTERM (leases are reported first): the parser must not cut that short.
            ProcessTerminationTimeout = null,
        });
        return parsed.Errors.Count > 0 ? ExitCodes.BadArguments : code;
    }
}
