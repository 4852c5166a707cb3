using System.Runtime.InteropServices;

namespace Bidding.LoadTest.Nodes;

/// <summary>What can be done to a process from outside.</summary>
internal enum Signal
{
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

/// <summary>Sends signals to processes of our own.</summary>
internal static class Signals
{
    /// <summary>False where the process is gone already.</summary>
    public static bool Send(int process, Signal signal) => SendSignal(process, (int)signal) == 0;

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
