using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>
/// One request's way through the index: a step per rule that bears on it, intersected block by block with vector instructions. Blocks that the summaries
/// rule out are never read, and a block is left at the first step that empties it. Reusable; one thread at a time; allocates only while it grows.
/// </summary>
internal sealed class MatchPlan
{
    private readonly List<MatchStep> _steps = [];
    private readonly List<SparseBitmap> _bitmaps = [];
    private TargetingIndex? _index;
    private readonly List<(int PassCountMax, int Step)> _order = [];
    private int[] _ads = [];

    public ReadOnlySpan<MatchStep> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>Looks the request's values up. The steps' order is the path's, and the explanation's; they are matched in another.</summary>
    public void Build(BidFeatures request, TargetingIndex index)
    {
        _index = index;
        _steps.Clear();
        _bitmaps.Clear();
        AddFit(request, index);
        foreach (var layer in index.Layers)
        {
            AddLayer(layer, request.Values(layer.Dimension));
        }

        AddBlocked(BlockedKind.Advertiser, NoBidReason.BlockedAdvertiser, request);
        AddBlocked(BlockedKind.Category, NoBidReason.BlockedCategory, request);
        AddBlocked(BlockedKind.App, NoBidReason.BlockedApp, request);
        AddAllowed(request, index);
    }

    /// <summary>The servable ads that pass every step, ascending. Valid until the next call.</summary>
    public Span<int> Match()
    {
        var index = _index!;
        if (_ads.Length < index.AdCount)
        {
            _ads = new int[index.AdCount];
        }

        OrderSteps();
        var found = 0;
        var steps = Steps;
        var order = CollectionsMarshal.AsSpan(_order);
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        var servable = index.Servable;
        for (var word = 0; word < servable.Summary.Length; word++)
        {
            for (var blocks = SummaryOf(order, steps, bitmaps, word, servable.Summary[word]); blocks != 0; blocks &= blocks - 1)
            {
                var block = (word << 6) + BitOperations.TrailingZeroCount(blocks);
                var match = servable.Block(block);
                for (var i = 0; i < order.Length && match != Vector256<ulong>.Zero; i++)
                {
                    match &= steps[order[i].Step].Block(bitmaps, block);
                }

                if (match != Vector256<ulong>.Zero)
                {
                    found = Extract(match, block * SparseBitmap.BlockBits, found);
                }
            }
        }

        return _ads.AsSpan(0, found);
    }

    /// <summary>
    /// When nothing matches: the last step, in the path's order, that empties a block, so the rule that stopped what came furthest. Walks the blocks again.
    /// </summary>
    public int DeepestStep()
    {
        var deepest = 0;
        var steps = Steps;
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        var servable = _index!.Servable;
        for (var word = 0; word < servable.Summary.Length; word++)
        {
            var blocks = servable.Summary[word];
            for (var i = 0; i < steps.Length && blocks != 0; i++)
            {
                blocks &= steps[i].Summary(bitmaps, word);
                deepest = blocks == 0 ? Math.Max(deepest, i) : deepest;
            }

            for (; blocks != 0; blocks &= blocks - 1)
            {
                var block = (word << 6) + BitOperations.TrailingZeroCount(blocks);
                var match = servable.Block(block);
                var step = 0;
                for (; step < steps.Length && match != Vector256<ulong>.Zero; step++)
                {
                    match &= steps[step].Block(bitmaps, block);
                }

                deepest = match == Vector256<ulong>.Zero ? Math.Max(deepest, step - 1) : deepest;
            }
        }

        return deepest;
    }

    /// <summary>Whether one ad passes one step: what explanations ask, of the same bitmaps.</summary>
    public bool Passes(int step, int ad) => _steps[step].Contains(CollectionsMarshal.AsSpan(_bitmaps), ad);

    /// <summary>The steps that let the fewest ads through go first: a block they empty is not looked at again. A short list, sorted by insertion.</summary>
    private void OrderSteps()
    {
        _order.Clear();
        var steps = Steps;
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        for (var i = 0; i < steps.Length; i++)
        {
            _order.Add((steps[i].PassCountMax(bitmaps, _index!.AdCount), i));
        }

        var order = CollectionsMarshal.AsSpan(_order);
        for (var i = 1; i < order.Length; i++)
        {
            var moved = order[i];
            var place = i;
            for (; place > 0 && order[place - 1].PassCountMax > moved.PassCountMax; place--)
            {
                order[place] = order[place - 1];
            }

            order[place] = moved;
        }
    }

    private static ulong SummaryOf(
        ReadOnlySpan<(int PassCountMax, int Step)> order, ReadOnlySpan<MatchStep> steps, ReadOnlySpan<SparseBitmap> bitmaps, int word, ulong blocks)
    {
        for (var i = 0; i < order.Length && blocks != 0; i++)
        {
            blocks &= steps[order[i].Step].Summary(bitmaps, word);
        }

        return blocks;
    }

    private int Extract(Vector256<ulong> match, int first, int found)
    {
        for (var i = 0; i < SparseBitmap.WordsPerBlock; i++)
        {
            for (var bits = match.GetElement(i); bits != 0; bits &= bits - 1)
            {
                _ads[found++] = first + (i * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return found;
    }

    private void AddFit(BidFeatures request, TargetingIndex index)
    {
        var start = _bitmaps.Count;
        for (var i = 0; i < request.ImpCount; i++)
        {
            var imp = request.Imp(i);
            AddBanners(imp, index.Fit);
            AddFormat(imp.Video.Offered, AdFormat.Video, index.Fit);
            AddFormat(imp.Audio.Offered, AdFormat.Audio, index.Fit);
            AddFormat(imp.Native.Offered, AdFormat.Native, index.Fit);
        }

        _steps.Add(new() { Reason = NoBidReason.NoFormatFit, Kind = MatchKind.IncludedOnly, Start = start, ExcludeStart = _bitmaps.Count, End = _bitmaps.Count });
    }

    private void AddBanners(ImpFeatures imp, FormatFit fit)
    {
        if (!imp.Banner.Offered)
        {
            return;
        }

        // A full screen or a ratio takes many sizes: then every banner is a candidate.
        var any = imp.Interstitial;
        foreach (var size in imp.Banner.Sizes)
        {
            any |= size.IsFlexible;
        }

        if (any)
        {
            AddFormat(true, AdFormat.Banner, fit);
            return;
        }

        foreach (var size in imp.Banner.Sizes)
        {
            Add(fit.Banners(new(size.Width, size.Height)));
        }
    }

    private void AddFormat(bool offered, AdFormat format, FormatFit fit)
    {
        if (offered)
        {
            Add(fit.Of(format));
        }
    }

    private void AddLayer(RuleLayer layer, ReadOnlySpan<int> values)
    {
        var start = _bitmaps.Count;
        foreach (var value in values)
        {
            Add(layer.Include(value));
        }

        var excludeStart = _bitmaps.Count;
        foreach (var value in values)
        {
            Add(layer.Exclude(value));
        }

        if (layer.RestrictedCount == 0 && _bitmaps.Count == excludeStart)
        {
            return;
        }

        _steps.Add(new()
        {
            Reason = NoBidReason.Targeting,
            Kind = MatchKind.UnrestrictedOrIncluded,
            Unrestricted = layer.Unrestricted,
            UnrestrictedCount = _index!.AdCount - layer.RestrictedCount,
            Dimension = layer.Dimension,
            OfCampaigns = layer.OfCampaigns,
            Start = start,
            ExcludeStart = excludeStart,
            End = _bitmaps.Count,
        });
    }

    private void AddBlocked(BlockedKind kind, NoBidReason reason, BidFeatures request)
    {
        var start = _bitmaps.Count;
        foreach (var value in request.Blocked(kind))
        {
            Add(_index!.BlockedAds(kind, value));
        }

        if (_bitmaps.Count > start)
        {
            _steps.Add(new() { Reason = reason, Kind = MatchKind.AllButExcluded, Start = start, ExcludeStart = start, End = _bitmaps.Count });
        }
    }

    /// <summary><c>acat</c> and <c>wlang</c>: once named, they must be met.</summary>
    private void AddAllowed(BidFeatures request, TargetingIndex index)
    {
        if (request.CategoriesRestricted)
        {
            var start = _bitmaps.Count;
            foreach (var value in request.AllowedCategories)
            {
                Add(index.BlockedAds(BlockedKind.Category, value));
            }

            _steps.Add(new() { Reason = NoBidReason.CategoryNotAllowed, Kind = MatchKind.IncludedOnly, Start = start, ExcludeStart = _bitmaps.Count, End = _bitmaps.Count });
        }

        if (request.LanguagesRestricted)
        {
            var start = _bitmaps.Count;
            foreach (var value in request.Blocked(BlockedKind.Language))
            {
                Add(index.BlockedAds(BlockedKind.Language, value));
            }

            _steps.Add(new()
            {
                Reason = NoBidReason.LanguageNotAllowed,
                Kind = MatchKind.UnrestrictedOrIncluded,
                Unrestricted = index.WithoutLanguage,
                UnrestrictedCount = index.AdCount,
                Start = start,
                ExcludeStart = _bitmaps.Count,
                End = _bitmaps.Count,
            });
        }
    }

    private void Add(SparseBitmap? bitmap)
    {
        if (bitmap is not null)
        {
            _bitmaps.Add(bitmap);
        }
    }
}
