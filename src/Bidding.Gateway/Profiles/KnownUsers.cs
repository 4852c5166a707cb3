using System.Numerics;

namespace Bidding.Gateway.Profiles;

/// <summary>
/// Which users may have a profile: a Bloom filter (Bloom, 1970), so "no" is certain and "yes" is a guess that costs one lookup. Of one million users about
/// one in five thousand others is guessed wrongly. Any thread; 4 MB.
/// </summary>
internal sealed class KnownUsers
{
    private const int Bits = 1 << 25;
    private const int Probes = 4;
    private readonly long[] _words = new long[Bits / 64];

    public void Add(ulong key)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(key, probe);
            Interlocked.Or(ref _words[bit / 64], 1L << (bit % 64));
        }
    }

    public bool MayContain(ulong key)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var bit = BitOf(key, probe);
            if ((Volatile.Read(ref _words[bit / 64]) & (1L << (bit % 64))) == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Keys are heads of a keyed hash, so any of their bits are as good as random.</summary>
    private static int BitOf(ulong key, int probe) => unchecked((int)((key + ((ulong)probe * BitOperations.RotateLeft(key, 32))) >> 8) & (Bits - 1));
}
