using Bidding.Core.Campaigns;
using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Rules evaluated while a snapshot is built, where the value is known then.</summary>
internal static class ListRules
{
    /// <summary>Whether a rule lets in a single lower-case value; empty: the request tells none.</summary>
    public static bool Allow(ListRule? rule, string value) =>
        rule is null
        || ((rule.Include.Count == 0 || (value.Length > 0 && rule.Include.Any(Same(value))))
            && !(value.Length > 0 && rule.Exclude.Any(Same(value))));

    public static bool AllowFormat(TargetingSpec spec, AdFormat format) =>
        Allow(spec.Lists.GetValueOrDefault(TargetingDimension.Format), format.ToString().ToLowerInvariant());

    public static bool AllowSize(TargetingSpec spec, AdSize size) =>
        Allow(spec.Lists.GetValueOrDefault(TargetingDimension.Size), size.ToString());

    private static Func<string, bool> Same(string value) => text => text.Trim().Equals(value, StringComparison.OrdinalIgnoreCase);
}
