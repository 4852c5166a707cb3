using System.Runtime.InteropServices;

namespace Bidding.Node.Hosting;

/// <summary>
/// Ends the process at once when the cluster has declared this node dead, or Orleans can not go on: its grains are others' by now, so nothing is handed over or written any
/// more. Whoever runs nodes starts it again.
/// </summary>
internal sealed class EvictedNode(ILogger<EvictedNode> log) : IFatalErrorHandler
{
    private const int ExitCode = 1;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        // Straight to the stream: logs are written by a thread that the end may overtake.
        Console.Error.WriteLine($"bidding: this node ends at once: {context} {exception?.Message}".TrimEnd());
        log.Evicted(context ?? "", exception);
        if (OperatingSystem.IsWindows())
        {
            Environment.FailFast(context);
        }

        // Without the handlers of a usual end, which would wait for a drain.
        EndProcess(ExitCode);
    }

    [DllImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void EndProcess(int code);
}

internal static partial class EvictedNodeLog
{
    [LoggerMessage(Level = LogLevel.Critical, Message = "This node ends at once: {Context}")]
    public static partial void Evicted(this ILogger log, string context, Exception? exception);
}
