namespace Bidding.Core.Leasing;

/// <summary>When leases are asked for. In units of the clock's timestamps where a member says so.</summary>
public sealed class LeaseTiming(TimeProvider time)
{
    /// <summary>How often demand is looked at: a campaign's first opportunity waits at most this long before its lease is asked for.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Longest wait for a desk's answer. A grant that comes later is reported unused.</summary>
    public static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(2);

    /// <summary>How long the last reports of a stopping node may take.</summary>
    public static readonly TimeSpan FarewellDeadline = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan LeadMin = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LeadMax = TimeSpan.FromMilliseconds(150);
    private const double LeadShare = 0.15;

    public long Now() => time.GetTimestamp();

    public long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>How long before its end a lease's successor is asked for, in timestamp units: more than a call usually takes.</summary>
    public long Lead(TimeSpan duration)
    {
        var share = duration * LeadShare;
        return Ticks(share < LeadMin ? LeadMin : share > LeadMax ? LeadMax : share);
    }
}
