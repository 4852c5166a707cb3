using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>Ads by what they can fill: banners by exact size, the other formats as a whole. The coarse first cut; each candidate is then checked in full.</summary>
internal sealed class FormatFit
{
    private readonly Dictionary<AdSize, SparseBitmap> _banners;
    private readonly SparseBitmap[] _formats;

    private FormatFit(Dictionary<AdSize, SparseBitmap> banners, SparseBitmap[] formats)
    {
        _banners = banners;
        _formats = formats;
    }

    public SparseBitmap? Banners(AdSize size) => _banners.GetValueOrDefault(size);

    public SparseBitmap Of(AdFormat format) => _formats[(int)format];

    internal sealed class Builder(int adCount)
    {
        private readonly Dictionary<AdSize, List<int>> _banners = [];
        private readonly List<int>[] _formats = [[], [], [], []];

        public void Add(int index, Ad ad)
        {
            _formats[(int)ad.Format].Add(index);
            foreach (var size in ad.Banner?.Sizes ?? [])
            {
                if (!_banners.TryGetValue(size, out var ads))
                {
                    _banners[size] = ads = [];
                }

                ads.Add(index);
            }
        }

        public FormatFit Freeze() => new(
            _banners.ToDictionary(pair => pair.Key, pair => SparseBitmap.From(pair.Value, adCount)),
            Array.ConvertAll(_formats, ads => SparseBitmap.From(ads, adCount)));
    }
}
