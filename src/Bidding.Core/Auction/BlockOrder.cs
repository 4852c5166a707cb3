using Bidding.Core.Amounts;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>How well the ads of a board lie by falling worth.</summary>
internal static class BlockOrder
{
    /// <summary>The part of the ads that most auctions end among.</summary>
    private const int TopPart = 16;

    /// <summary>
    /// How many times as many blocks hold an ad of the sixteenth that is worth most as are needed for so many; 1 is perfect order. About so many times the blocks are looked into by a
    /// request. Sorts all worths: off the bid path.
    /// </summary>
    public static double Disorder(AuctionBoard board)
    {
        var snapshot = board.Snapshot;
        var toOne = new float[snapshot.Currencies.Length];
        for (var i = 0; i < toOne.Length; i++)
        {
            toOne[i] = snapshot.Rates.TryGetRate(snapshot.Currencies[i], CurrencyCode.Usd, out var rate) ? (float)rate.ToDouble() : 1;
        }

        var worths = new float[snapshot.Ads.Length];
        for (var ad = 0; ad < worths.Length; ad++)
        {
            worths[ad] = snapshot.Index.Servable.Contains(ad) ? board.Entries[ad].Bound * toOne[snapshot.CampaignGates[snapshot.AdGates[ad].CampaignIndex].CurrencyIndex] : 0;
        }

        return Disorder(worths);
    }

    private static double Disorder(float[] worths)
    {
        float[] sorted = [.. worths.Where(worth => worth > 0).OrderDescending()];
        if (sorted.Length == 0)
        {
            return 1;
        }

        var least = sorted[(sorted.Length - 1) / TopPart];
        var needed = SparseBitmap.BlocksFor(sorted.Count(worth => worth >= least));
        var taken = worths.Chunk(SparseBitmap.BlockBits).Count(block => block.Any(worth => worth >= least));
        return (double)taken / needed;
    }
}
