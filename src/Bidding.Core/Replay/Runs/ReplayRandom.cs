namespace Bidding.Core.Replay.Runs;

/// <summary>A small seeded generator (xorshift64*, Vigna 2016), the same on every machine; a draw costs a nanosecond. For one thread.</summary>
internal struct ReplayRandom(ulong seed)
{
    private ulong _state = unchecked(seed * 0x9E3779B97F4A7C15UL) | 1;

    /// <summary>Evenly from 0 to below 1.</summary>
    public double NextDouble()
    {
        _state ^= _state >> 12;
        _state ^= _state << 25;
        _state ^= _state >> 27;
        return (unchecked(_state * 0x2545F4914F6CDD1DUL) >> 11) * (1.0 / (1UL << 53));
    }
}
