using Bidding.Gateway.Access;
using Bidding.Node.Cli;
using Bidding.Storage;
using Microsoft.Extensions.Options;

namespace Bidding.Node.Hosting;

/// <summary>Starts a node, says where it listens, and stops it in order on SIGTERM or Ctrl+C.</summary>
internal static class NodeRunner
{
    public static async Task<int> RunAsync(NodeSettings settings, CancellationToken cancel)
    {
        WebApplication? node = null;
        try
        {
            node = NodeHost.Build(settings);
            await node.StartAsync(cancel);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidDataException or SettingsException or StorageOpenException or IOException or UnauthorizedAccessException)
        {
            // Settings, ports and files are the user's to mend: the reason is enough, a stack trace is not.
            await Console.Error.WriteLineAsync($"bidding: the node could not start: {e.Message}");
            if (node is not null)
            {
                await node.DisposeAsync();
            }

            return e switch
            {
                OptionsValidationException or InvalidDataException or SettingsException => ExitCodes.BadArguments,
                StorageOpenException { IsServerUnreachable: true } => ExitCodes.Unreachable,
                _ => ExitCodes.Failed,
            };
        }

        await using (node)
        {
            Announce(node, settings);
            var forgotten = ForgottenKeys.EndIfAnyAsync(node);
            await node.WaitForShutdownAsync(CancellationToken.None);
            return await forgotten ? ExitCodes.BadArguments : ExitCodes.Done;
        }
    }

    private static void Announce(WebApplication node, NodeSettings settings)
    {
        var storage = node.Services.GetRequiredService<StorageChoice>();
        if (storage.IsEmbedded && node.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.Redis.Length > 0)
        {
            Console.WriteLine("bidding: WARNING: the ledger is embedded in this node. A second node in its cluster would keep books of its own: run one.");
        }

        if (storage.Postgres is { } databases)
        {
            Console.WriteLine($"bidding: storage: catalog in the {databases.Main}, ledger in the {string.Join(", the ", databases.Ledger)}");
        }

        var addresses = node.Services.GetRequiredService<NodeAddresses>();
        if (node.Services.GetRequiredService<AccessSettings>().IsOpen)
        {
            Console.WriteLine("bidding: LOCAL DEVELOPMENT MODE: no keys are configured, so this node listens on loopback only and asks nobody for a key.");
        }

        Console.WriteLine($"bidding: listening: grpc {addresses.Grpc} http {addresses.Http} data {settings.DataFolder} pid {Environment.ProcessId}");
    }
}
