using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;

namespace Bidding.Core.Targeting;

/// <summary>
/// One request's way through the index: a step per rule that bears on it, intersected with vector instructions. Reusable; one thread at a time; allocates only while it grows.
/// </summary>
internal sealed class MatchPlan
{
    private readonly List<MatchStep> _steps = [];
    private readonly List<SparseBitmap> _bitmaps = [];
    private readonly Vector256<ulong>[] _set = new Vector256<ulong>[SparseBitmap.BlocksPerWord];
    private readonly Vector256<ulong>[] _none = new Vector256<ulong>[SparseBitmap.BlocksPerWord];
    private int _firstFitting;
    private TargetingIndex? _index;

    public ReadOnlySpan<MatchStep> Steps => CollectionsMarshal.AsSpan(_steps);

    /// <summary>Looks the request's values up. The steps' order is the path's, and the explanation's. Every imp then sets its own <see cref="Fit"/>.</summary>
    public void Build(BidFeatures request, TargetingIndex index)
    {
        _index = index;
        _steps.Clear();
        _bitmaps.Clear();
        _steps.Add(FitFrom(0));
        foreach (var layer in index.Layers)
        {
            AddLayer(layer, request.Values(layer.Dimension));
        }

        AddBlocked(BlockedKind.Advertiser, NoBidReason.BlockedAdvertiser, request);
        AddBlocked(BlockedKind.Category, NoBidReason.BlockedCategory, request);
        AddBlocked(BlockedKind.App, NoBidReason.BlockedApp, request);
        AddAllowed(request, index);
        _firstFitting = _bitmaps.Count;
    }

    /// <summary>From now on only what can fill this imp matches.</summary>
    public void Fit(ImpFeatures imp)
    {
        var fit = _index!.Fit;
        _bitmaps.RemoveRange(_firstFitting, _bitmaps.Count - _firstFitting);
        AddBanners(imp, fit);
        AddFormat(imp.Video.Offered, AdFormat.Video, fit);
        AddFormat(imp.Audio.Offered, AdFormat.Audio, fit);
        AddFormat(imp.Native.Offered, AdFormat.Native, fit);
        _steps[0] = FitFrom(_firstFitting);
    }

    /// <summary>The servable ads of one block that pass every step.</summary>
    public Vector256<ulong> Match(int block)
    {
        var match = _index!.Servable.Block(block);
        var steps = Steps;
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        for (var i = 0; i < steps.Length && match != Vector256<ulong>.Zero; i++)
        {
            match &= steps[i].Block(bitmaps, block);
        }

        return match;
    }

    /// <summary>
    /// The same of 64 blocks: they stay in the nearest cache meanwhile, and each step runs straight through memory, which is several times as fast as one block by itself. What
    /// fits is asked last: most slots are of sizes that a good part of all ads has.
    /// </summary>
    /// <param name="word">Which 64 blocks.</param>
    /// <param name="held">Which of them hold something.</param>
    /// <returns>Those that there are; valid until the next call.</returns>
    public ReadOnlySpan<Vector256<ulong>> MatchWord(int word, out ulong held)
    {
        var servable = _index!.Servable;
        var blocks = servable.Blocks[(word * SparseBitmap.BlocksPerWord)..];
        blocks = blocks[..Math.Min(blocks.Length, SparseBitmap.BlocksPerWord)];
        var set = _set.AsSpan(0, blocks.Length);
        blocks.CopyTo(set);
        held = servable.Summary[word];
        var steps = Steps;
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        for (var i = 1; i <= steps.Length && held != 0; i++)
        {
            held = steps[i == steps.Length ? 0 : i].Narrow(set, _none.AsSpan(0, set.Length), bitmaps, word, held);
        }

        return set;
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

    private MatchStep FitFrom(int start) =>
        new() { Reason = NoBidReason.NoFormatFit, Kind = MatchKind.IncludedOnly, Start = start, ExcludeStart = _bitmaps.Count, End = _bitmaps.Count };

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
