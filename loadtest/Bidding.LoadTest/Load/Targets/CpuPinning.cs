using System.Globalization;
using System.Runtime.InteropServices;

namespace Bidding.LoadTest.Load.Targets;

/// <summary>
/// Keeps server and client on different cores, so that what one uses is not taken from the other. Servers are started under <c>taskset</c>, since a runtime sizes itself by the
/// cores it starts with; our own threads are moved. Linux only, and only with two cores or more; elsewhere nothing is pinned, and the report says so.
/// </summary>
internal sealed class CpuPinning
{
    private const string TaskSet = "/usr/bin/taskset";
    private const int SetTimerSlack = 29;

    private CpuPinning(int? serverCore, int? clientCore) => (ServerCore, ClientCore) = (serverCore, clientCore);

    /// <summary>Null when nothing is pinned.</summary>
    public int? ServerCore { get; }
    public int? ClientCore { get; }
    public bool IsPinned => ServerCore is not null;

    /// <summary>The first of the cores we may use for the servers, the last for the client.</summary>
    public static CpuPinning Choose()
    {
        var cores = AllowedCores();
        return cores.Count >= 2 && File.Exists(TaskSet) ? new(cores[0], cores[^1]) : new(null, null);
    }

    /// <summary>What to put before a server's command line.</summary>
    public IReadOnlyList<string> ServerPrefix => Prefix(ServerCore);

    public IReadOnlyList<string> ClientPrefix => Prefix(ClientCore);

    /// <summary>Moves every thread of this process to the client's core; threads made later follow the one that makes them.</summary>
    public void PinThisProcess()
    {
        if (ClientCore is not { } core)
        {
            return;
        }

        var mask = new ulong[16];
        mask[core / 64] = 1UL << (core % 64);
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
        {
            // A thread that has ended meanwhile needs no place.
            _ = SetAffinity(int.Parse(Path.GetFileName(task), CultureInfo.InvariantCulture), (nuint)(mask.Length * sizeof(ulong)), mask);
        }
    }

    /// <summary>Lets the calling thread be woken when it asked for, not up to 50 us later.</summary>
    public static void SharpenTimers()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        }
    }

    private static string[] Prefix(int? core) => core is { } number ? [TaskSet, "-c", number.ToString(CultureInfo.InvariantCulture)] : [];

    // As in "Cpus_allowed_list:	0-1,4".
    private static List<int> AllowedCores()
    {
        const string status = "/proc/self/status";
        var cores = new List<int>();
        if (!File.Exists(status) || File.ReadLines(status).FirstOrDefault(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal)) is not { } list)
        {
            return cores;
        }

        foreach (var range in list["Cpus_allowed_list:".Length..].Trim().Split(','))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            cores.AddRange(Enumerable.Range(first, int.Parse(ends[^1], CultureInfo.InvariantCulture) - first + 1));
        }

        return cores;
    }

    [DllImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetAffinity(int thread, nuint bytes, ulong[] mask);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ProcessControl(int option, ulong value, ulong third, ulong fourth, ulong fifth);
}
