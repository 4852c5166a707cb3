using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>Where campaigns lie across the ends of blocks. One thread adds; what it adds is of ads that no earlier snapshot's index has, so any thread may read meanwhile.</summary>
internal sealed class BlockSpans(int adCapacity)
{
    private readonly short[] _heads = new short[SparseBitmap.BlocksFor(adCapacity)];
    private readonly short[] _tails = new short[SparseBitmap.BlocksFor(adCapacity)];

    public int HeadOf(int block) => _heads[block];

    public int TailOf(int block) => _tails[block];

    public void Add(ReadOnlySpan<CompiledCampaign> campaigns)
    {
        foreach (var campaign in campaigns)
        {
            var end = campaign.FirstAd + campaign.AdCount;
            for (var block = campaign.FirstAd / SparseBitmap.BlockBits; (block + 1) * SparseBitmap.BlockBits < end; block++)
            {
                var border = (block + 1) * SparseBitmap.BlockBits;
                _tails[block] = (short)Math.Min(border - campaign.FirstAd, SparseBitmap.BlockBits);
                _heads[block + 1] = (short)Math.Min(end - border, SparseBitmap.BlockBits);
            }
        }
    }
}
