namespace Bidding.Core.Pacing;

/// <summary>
/// Opportunities that gateways tell in lumps, each of all that came since its last word: given out evenly over as long a time as it covers, so that a steady traffic is seen as one.
/// Times are monotonic. For one thread at a time.
/// </summary>
public sealed class SpreadTraffic
{
    // A gateway with nothing to say but opportunities tells them each minute at the latest; one that holds leases with each of them, so within five seconds.
    private static readonly TimeSpan CoveredMost = TimeSpan.FromSeconds(65);
    private static readonly TimeSpan LeaseMost = TimeSpan.FromSeconds(6);
    private readonly Dictionary<long, Lump> _lumps = [];
    private TimeSpan? _beganAt;
    private double _even;
    private double _late;

    /// <summary>A gateway told so many, of the time since it last told any; since this began where it told none.</summary>
    public void See(long gateway, long opportunities, TimeSpan now)
    {
        _beganAt ??= now;
        var since = _beganAt.Value;
        if (_lumps.TryGetValue(gateway, out var before))
        {
            _even += before.TakeDue(now);
            if (before.Length <= LeaseMost)
            {
                _even += before.Left;
            }
            else
            {
                // It speaks sooner than before, and says what there is now: the rest is of a time that is over.
                _late += before.Left;
            }

            since = before.At;
        }

        var covers = now - since;
        _lumps[gateway] = new(now, covers < CoveredMost ? covers : CoveredMost, Math.Max(0, opportunities));
    }

    /// <summary>Since the last call: what came evenly, and beside it what was left of lumps when their gateways began to speak more often.</summary>
    public (double Even, double Late) Take(TimeSpan now)
    {
        _beganAt ??= now;
        foreach (var (gateway, lump) in _lumps)
        {
            _even += lump.TakeDue(now);
            if (now - lump.At > 2 * CoveredMost)
            {
                _lumps.Remove(gateway);
            }
        }

        var taken = (_even, _late);
        (_even, _late) = (0, 0);
        return taken;
    }

    private sealed class Lump(TimeSpan at, TimeSpan length, double count)
    {
        private double _given;

        public TimeSpan At => at;
        public TimeSpan Length => length;
        public double Left => count - _given;

        public double TakeDue(TimeSpan now)
        {
            var before = _given;
            _given = now - at >= length ? count : count * ((now - at) / length);
            return _given - before;
        }
    }
}
