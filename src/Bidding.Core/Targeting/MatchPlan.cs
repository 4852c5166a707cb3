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
    private const int WrittenAtOnce = 3;

    private readonly List<MatchStep> _steps = [];
    private readonly List<SparseBitmap> _bitmaps = [];
    private int _firstFitting;
    private TargetingIndex? _index;
    private Vector256<ulong>[] _set = [];
    private readonly Vector256<ulong>[] _none = new Vector256<ulong>[SparseBitmap.BlocksPerWord];
    private int[] _wordNumbers = [];
    private int[] _ads = [];

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

    /// <summary>The servable ads that pass every step, a bit each. Valid until the next call; what is taken out before <see cref="Numbers"/> is not among them.</summary>
    public Span<ulong> Match()
    {
        var index = _index!;
        if (_ads.Length < index.AdCapacity + WrittenAtOnce)
        {
            _ads = new int[index.AdCapacity + WrittenAtOnce];
        }

        var servable = index.Servable.Blocks;
        if (_wordNumbers.Length < servable.Length * SparseBitmap.WordsPerBlock)
        {
            var blocks = Math.Max(SparseBitmap.BlocksFor(index.AdCapacity), servable.Length);
            _set = new Vector256<ulong>[blocks];
            _wordNumbers = new int[blocks * SparseBitmap.WordsPerBlock];
        }

        var set = _set.AsSpan(0, servable.Length);
        servable.CopyTo(set);
        for (var word = 0; word < index.Servable.Summary.Length; word++)
        {
            var first = word * SparseBitmap.BlocksPerWord;
            Narrow(set.Slice(first, Math.Min(SparseBitmap.BlocksPerWord, set.Length - first)), word, index.Servable.Summary[word]);
        }

        return MemoryMarshal.Cast<Vector256<ulong>, ulong>(set);
    }

    /// <summary>The same ascending, as numbers.</summary>
    /// <param name="matches">Of <see cref="Match"/>.</param>
    public Span<int> Numbers(ReadOnlySpan<ulong> matches) => _ads.AsSpan(0, Extract(matches));

    /// <summary>
    /// Sixty-four blocks through every step: they stay in the nearest cache meanwhile, and each step runs straight through memory. What fits is asked last: most slots are of
    /// sizes that a good part of all ads has.
    /// </summary>
    private void Narrow(Span<Vector256<ulong>> set, int word, ulong held)
    {
        var steps = Steps;
        var bitmaps = CollectionsMarshal.AsSpan(_bitmaps);
        for (var i = 1; i <= steps.Length && held != 0; i++)
        {
            held = steps[i == steps.Length ? 0 : i].Narrow(set, _none.AsSpan(0, set.Length), bitmaps, word, held);
        }

        if (held == 0)
        {
            set.Clear();
        }
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

    /// <summary>
    /// Writes the numbers of the bits that are set and returns how many. Matches are few and anywhere, so a branch per word or bit would be mispredicted most of the time and
    /// cost more than all else here: words that are not empty are gathered without one, and of each the first three numbers are written whether there are as many or not.
    /// </summary>
    private int Extract(ReadOnlySpan<ulong> words)
    {
        var gathered = _wordNumbers.AsSpan(0, words.Length);
        var count = 0;
        for (var i = 0; i < words.Length && count < gathered.Length; i++)
        {
            gathered[count] = i;
            count += words[i] != 0 ? 1 : 0;
        }

        var ads = _ads.AsSpan();
        var found = 0;
        foreach (var word in gathered[..count])
        {
            var bits = words[word];
            var first = word << 6;
            var next = ads.Slice(found, WrittenAtOnce);
            found += BitOperations.PopCount(bits);
            for (var i = 0; i < WrittenAtOnce; i++)
            {
                next[i] = first + BitOperations.TrailingZeroCount(bits);
                bits &= unchecked(bits - 1);
            }

            for (var at = found - BitOperations.PopCount(bits); bits != 0; bits &= bits - 1)
            {
                ads[at++] = first + BitOperations.TrailingZeroCount(bits);
            }
        }

        return found;
    }

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
