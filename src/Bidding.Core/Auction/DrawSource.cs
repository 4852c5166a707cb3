namespace Bidding.Core.Auction;

/// <summary>
/// The bid path's source of chance: seeded, so that a decision can be replayed. SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", 2014). A mutable value: pass it by reference, one thread at a time.
/// </summary>
public struct DrawSource(ulong seed)
{
    private const double UnitPerStep = 1.0 / (1UL << 53);
    private ulong _state = seed;

    public ulong NextBits()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            var z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>Evenly in [0, 1).</summary>
    public double NextUnit() => (NextBits() >> 11) * UnitPerStep;
}
