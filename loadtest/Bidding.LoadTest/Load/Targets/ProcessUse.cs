using System.Diagnostics;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>What a process has used, as the operating system counts it.</summary>
internal static class ProcessUse
{
    /// <summary>User and system time so far (utime + stime of /proc/PID/stat).</summary>
    public static TimeSpan Cpu(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }

    public static double RssMb(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.WorkingSet64 / 1e6;
    }
}
