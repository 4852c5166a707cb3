using Bidding.Gateway.Access;
using Bidding.Gateway.Snapshots;

namespace Bidding.Node.Hosting;

/// <summary>
/// Ends a node that would ask nobody for a key although its catalog holds some: somebody forgot its <c>Security</c> settings, and a proxy on the machine would lead the world in.
/// </summary>
internal static class ForgottenKeys
{
    /// <summary>True when it ended the node, once the catalog was read. Writes why to standard error.</summary>
    public static async Task<bool> EndIfAnyAsync(WebApplication node)
    {
        // A silo without a gateway holds no catalog, and answers health and metrics alone.
        if (!node.Services.GetRequiredService<AccessSettings>().IsOpen || node.Services.GetService<SnapshotKeeper>() is not { } snapshots)
        {
            return false;
        }

        try
        {
            await snapshots.FirstRead.WaitAsync(node.Lifetime.ApplicationStopping);
        }
        catch (OperationCanceledException)
        {
            return false; // it ends before it has read any
        }

        var count = node.Services.GetRequiredService<KeyRing>().CountActive();
        if (count == 0)
        {
            return false;
        }

        await Console.Error.WriteLineAsync(
            $"bidding: the node ends: {count} keys in its catalog are in force, and without {SecurityOptions.Section} settings it would ask nobody for one. "
            + $"Set {SecurityOptions.Section}:{nameof(SecurityOptions.AdminKeyFile)} or {SecurityOptions.Section}:Jwt.");
        node.Lifetime.StopApplication();
        return true;
    }
}
