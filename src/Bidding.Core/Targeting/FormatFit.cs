using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>Ads by what they can fill: banners by exact size, the other formats as a whole. The coarse first cut; each candidate is then checked in full.</summary>
internal sealed class FormatFit
{
    private static readonly int Formats = Enum.GetValues<AdFormat>().Length;
    private readonly Dictionary<AdSize, SparseBitmap> _banners;
    private readonly SparseBitmap[] _formats;

    private FormatFit(Dictionary<AdSize, SparseBitmap> banners, SparseBitmap[] formats)
    {
        _banners = banners;
        _formats = formats;
    }

    public SparseBitmap? Banners(AdSize size) => _banners.GetValueOrDefault(size);

    public SparseBitmap Of(AdFormat format) => _formats[(int)format];

    internal sealed class Builder
    {
        private readonly Dictionary<AdSize, List<int>> _banners = [];
        private readonly List<int>[] _formats = [.. Enumerable.Range(0, Formats).Select(_ => new List<int>())];

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

        public FormatFit Build(FormatFit? former, int capacity)
        {
            var banners = former is null ? [] : new Dictionary<AdSize, SparseBitmap>(former._banners);
            foreach (var (size, ads) in _banners)
            {
                banners[size] = former?.Banners(size) is { } known ? known.With(ads) : SparseBitmap.From(ads, capacity);
            }

            var formats = new SparseBitmap[Formats];
            for (var i = 0; i < Formats; i++)
            {
                formats[i] = former is null ? SparseBitmap.From(_formats[i], capacity)
                    : _formats[i].Count == 0 ? former._formats[i]
                    : former._formats[i].With(_formats[i]);
            }

            return new(banners, formats);
        }
    }
}
