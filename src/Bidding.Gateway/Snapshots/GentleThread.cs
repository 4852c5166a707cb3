using System.Runtime.InteropServices;

namespace Bidding.Gateway.Snapshots;

/// <summary>
/// Runs long work on a thread of its own that the operating system lets run only when nothing else wants the core: bids that come meanwhile do not share theirs with it.
/// Elsewhere than on Linux it is a thread like any other, as .NET itself gives threads no priority there.
/// </summary>
internal static class GentleThread
{
    private const int PriorityOfThread = 0;
    private const int Gentlest = 19;

    /// <summary>Completes, or fails, as the work does.</summary>
    public static Task RunAsync(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                StepBack();
                work();
                done.SetResult();
            }
            catch (Exception e)
            {
                // Thrown where the work is awaited.
                done.SetException(e);
            }
        })
        { IsBackground = true, Name = name };
        thread.Start();
        return done.Task;
    }

    private static void StepBack()
    {
        if (OperatingSystem.IsLinux())
        {
            // Of the calling thread alone: on Linux each has its own. A lower priority is always allowed; where it is refused all the same, the work runs as it would have.
            _ = SetPriority(PriorityOfThread, 0, Gentlest);
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int priority);
}
