using System.CommandLine;
using Bidding.Node.Hosting;

namespace Bidding.Node.Cli;

/// <summary><c>cluster-keys</c>: makes the secrets that the nodes of a cluster share, which are no keys of callers. What is there already stays.</summary>
internal static class ClusterKeysCommand
{
    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the files go; made when missing, for its owner's eyes alone." };
        var command = new Command("cluster-keys", "Make the files of keys that the nodes of a cluster share, where they are missing. Keys of callers: 'key create'.") { folder };
        command.SetAction(parsed => Make(parsed.GetRequiredValue(folder).FullName, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static int Make(string path, TextWriter output, TextWriter errors)
    {
        try
        {
            var keys = new KeyFolder(path);
            _ = keys.LoadTokenKeys();
            _ = keys.LoadUserKey();
            output.WriteLine($"bidding: keys are in {path}; give every node of the cluster the same files, and nobody else.");
            return ExitCodes.Done;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine($"bidding: {error.Message}");
            return ExitCodes.Failed;
        }
    }
}
