using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Operating system versions that one level of targeting lets in: any of the ranges, or everything when there are none.</summary>
internal sealed class OsRules
{
    private readonly Range[] _ranges;

    private OsRules(IReadOnlyList<OsVersionRule> rules, Vocabulary systems) =>
        _ranges = [.. rules.Select(rule => new Range(
            systems.GetOrAdd(TargetingText.OfRule(TargetingDimension.Os, rule.Os)),
            rule.Min.Length > 0 ? OsVersion.Parse(rule.Min) : null,
            rule.Max.Length > 0 ? OsVersion.ParseUpper(rule.Max) : null))];

    public static OsRules Any { get; } = new([], new());

    public static OsRules Of(IReadOnlyList<OsVersionRule> rules, Vocabulary systems) => rules.Count == 0 ? Any : new(rules, systems);

    /// <param name="os">In the snapshot's vocabulary; -1: absent, or in no rule.</param>
    /// <param name="version">Unknown matches only a range without bounds.</param>
    public bool Match(int os, OsVersion version)
    {
        foreach (var range in _ranges)
        {
            if (range.Os == os && range.Contains(version))
            {
                return true;
            }
        }

        return _ranges.Length == 0;
    }

    private readonly record struct Range(int Os, OsVersion? Min, OsVersion? Max)
    {
        public bool Contains(OsVersion version) =>
            (Min is not { } min || (version.IsKnown && version.Packed >= min.Packed))
            && (Max is not { } max || (version.IsKnown && version.Packed <= max.Packed));
    }
}
