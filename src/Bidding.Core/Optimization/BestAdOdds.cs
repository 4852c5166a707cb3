using Bidding.Core.Auction;
using Bidding.Core.Ids;

namespace Bidding.Core.Optimization;

/// <summary>How often each ad comes out best per unit of cost when all rates are drawn from what is believed of them.</summary>
internal static class BestAdOdds
{
    /// <summary>Draws of all ads together: bounds the time that one decision takes.</summary>
    private const int DrawsOfAllAds = 100_000;
    private const int DrawsMin = 64;

    public static int DrawsFor(int ads, int wanted) => Math.Min(wanted, Math.Max(DrawsMin, DrawsOfAllAds / Math.Max(1, ads)));

    /// <summary>
    /// Wins per ad; they sum to <paramref name="draws"/>. Every draw of every ad has a chance source of its own, made from the seed: with the same seed, a change
    /// of one ad's counts changes that ad's draws alone, so that shares move by evidence and not by the noise between two estimates.
    /// </summary>
    public static int[] Count(ReadOnlySpan<AdNumber> ads, ReadOnlySpan<AdBelief> beliefs, int draws, ulong seed)
    {
        var wins = new int[ads.Length];
        var streams = new ulong[ads.Length];
        for (var i = 0; i < ads.Length; i++)
        {
            streams[i] = Mix(seed, (ulong)ads[i].Value);
        }

        for (var draw = 0; draw < draws; draw++)
        {
            var best = 0;
            var most = double.NegativeInfinity;
            for (var i = 0; i < ads.Length; i++)
            {
                var source = new DrawSource(Mix(streams[i], (ulong)draw));
                var reward = beliefs[i].DrawRewardPerCost(ref source);
                if (reward > most)
                {
                    (best, most) = (i, reward);
                }
            }

            wins[best]++;
        }

        return wins;
    }

    private static ulong Mix(ulong seed, ulong index)
    {
        var source = new DrawSource(unchecked(seed ^ (index * 0xD1B54A32D192ED03)));
        return source.NextBits();
    }
}
