using System.Runtime.InteropServices;

namespace Bidding.Node.Hosting;

/// <summary>
/// The machine's clock, its timestamps counted in nanoseconds since boot with time asleep included. The platform's own monotonic clock stands still while a machine is
/// suspended, and a lease that seemed to last would have ended long before.
/// </summary>
internal sealed class BootClock : TimeProvider
{
    private const int ClockBootTime = 7;
    private const long NanosPerSecond = 1_000_000_000;
    private readonly bool _hasBootTime = OperatingSystem.IsLinux() && GetTime(ClockBootTime, out _) == 0;

    public override long TimestampFrequency => _hasBootTime ? NanosPerSecond : base.TimestampFrequency;

    public override long GetTimestamp() =>
        _hasBootTime && GetTime(ClockBootTime, out var time) == 0 ? (time.Seconds * NanosPerSecond) + time.Nanos : base.GetTimestamp();

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanos;
    }
}
