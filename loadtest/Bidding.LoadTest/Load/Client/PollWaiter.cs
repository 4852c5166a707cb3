using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Bidding.LoadTest.Load.Client;

/// <summary>Waits with <c>ppoll</c>, whose timeout is in nanoseconds: at 10,000 requests a second a millisecond's grain would be most of the latency measured. Linux. One thread.</summary>
internal sealed class PollWaiter : IWaiter
{
    private const short PollIn = 1;
    private const short PollOut = 4;
    private const int Interrupted = 4;
    private PollDescriptor[] _descriptors = [];

    public long NowNanos => MonotonicClock.NowNanos;

    public void Wait(IReadOnlyList<ILoadConnection> connections, long untilNanos, bool[] readable)
    {
        var nanos = Math.Max(0, untilNanos - NowNanos);
        if (_descriptors.Length != connections.Count)
        {
            _descriptors = new PollDescriptor[connections.Count];
        }

        for (var i = 0; i < _descriptors.Length; i++)
        {
            _descriptors[i] = new PollDescriptor { Descriptor = connections[i].Handle, Events = (short)(PollIn | (connections[i].HasOutput ? PollOut : 0)) };
        }

        var timeout = new TimeSpec { Seconds = nanos / 1_000_000_000, Nanos = nanos % 1_000_000_000 };
        if (Poll(_descriptors, (nuint)_descriptors.Length, ref timeout, 0) < 0 && Marshal.GetLastPInvokeError() is var error && error != Interrupted)
        {
            throw new Win32Exception(error);
        }

        for (var i = 0; i < _descriptors.Length; i++)
        {
            readable[i] = (_descriptors[i].Returned & ~PollOut) != 0;
        }
    }

    [DllImport("libc", EntryPoint = "ppoll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll([In, Out] PollDescriptor[] descriptors, nuint count, ref TimeSpec timeout, nint signals);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanos;
    }
}
