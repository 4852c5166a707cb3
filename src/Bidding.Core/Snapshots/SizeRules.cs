using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Targeting by the player's size, for video: one level's list rule with its sizes read.</summary>
internal sealed class SizeRules
{
    private readonly AdSize[] _includes;
    private readonly AdSize[] _excludes;

    private SizeRules(ListRule? rule)
    {
        _includes = Read(rule?.Include);
        _excludes = Read(rule?.Exclude);
    }

    public static SizeRules Any { get; } = new(null);

    public static SizeRules Of(TargetingSpec spec) => spec.Lists.TryGetValue(TargetingDimension.Size, out var rule) ? new(rule) : Any;

    /// <param name="size"><c>default</c> when the slot tells none.</param>
    public bool Allow(AdSize size) =>
        (_includes.Length == 0 || Array.IndexOf(_includes, size) >= 0) && Array.IndexOf(_excludes, size) < 0;

    /// <summary>Lets the same sizes in, by the same lists.</summary>
    public bool IsSameAs(SizeRules other) =>
        ReferenceEquals(this, other) || (_includes.AsSpan().SequenceEqual(other._includes) && _excludes.AsSpan().SequenceEqual(other._excludes));

    private static AdSize[] Read(IReadOnlyList<string>? texts) => [.. (texts ?? []).Select(Parse)];

    // A size that cannot be read (validation refuses it) matches no slot, so an include list of it lets nothing in.
    private static AdSize Parse(string text)
    {
        var parts = text.Trim().ToLowerInvariant().Split('x');
        return parts.Length == 2 && int.TryParse(parts[0], out var width) && int.TryParse(parts[1], out var height)
            ? new(width, height)
            : new(-1, -1);
    }
}
