using System.Globalization;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Core.Targeting;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Syntax and bounds of targeting. A value that no request could ever match is an error here, not a campaign that never bids.</summary>
internal static class TargetingRules
{
    private const int ValuesMax = 10_000;

    public static void Check(TargetingSpec targeting, FieldErrors errors)
    {
        foreach (var (dimension, rule) in targeting.Lists)
        {
            CheckList(dimension, rule, errors);
        }

        CheckOsVersions(targeting.OsVersions, errors);
        errors.AddIf(targeting.MinAge is < 0 or > 120, "targeting.min_age", "must be from 0 to 120");
        errors.AddIf(targeting.MaxAge is < 0 or > 120, "targeting.max_age", "must be from 0 to 120");
        errors.AddIf(targeting.MinAge > targeting.MaxAge, "targeting.min_age", "must not be above targeting.max_age");
        CheckDayparts(targeting.Dayparts, errors);
    }

    private static void CheckList(TargetingDimension dimension, ListRule rule, FieldErrors errors)
    {
        var field = $"targeting.{CatalogNames.Dimensions.NameOf(dimension)}";
        errors.CheckCount($"{field}.include", rule.Include.Count, ValuesMax);
        errors.CheckCount($"{field}.exclude", rule.Exclude.Count, ValuesMax);
        CheckValues($"{field}.include", dimension, rule.Include, errors);
        CheckValues($"{field}.exclude", dimension, rule.Exclude, errors);
        foreach (var value in rule.Include.Intersect(rule.Exclude, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add($"{field}.exclude", $"'{value}' is in include too; keep it in one of them");
        }
    }

    private static void CheckValues(string field, TargetingDimension dimension, IReadOnlyList<string> values, FieldErrors errors)
    {
        var syntax = TargetingSyntax.Of(dimension);
        // One message a list: a thousand wrong domains are one mistake.
        var wrong = values.FirstOrDefault(value => !syntax.Accepts(value));
        errors.AddIf(wrong is not null, field, $"'{wrong}' must be {syntax.Form}");
    }

    private static void CheckOsVersions(IReadOnlyList<OsVersionRule> rules, FieldErrors errors)
    {
        errors.CheckCount("targeting.os_versions", rules.Count, 20);
        errors.CheckDistinct("targeting.os_versions", rules.Select(rule => rule.Os.ToLowerInvariant()));
        for (var index = 0; index < rules.Count; index++)
        {
            var (rule, field) = (rules[index], $"targeting.os_versions[{index}]");
            var syntax = TargetingSyntax.Of(TargetingDimension.Os);
            errors.AddIf(!syntax.Accepts(rule.Os), $"{field}.os", $"must be {syntax.Form}");
            errors.AddIf(rule.Min.Length + rule.Max.Length == 0, field, "needs min, max or both");
            var hasMin = TryReadVersion(rule.Min, $"{field}.min", errors, out var min);
            var hasMax = TryReadVersion(rule.Max, $"{field}.max", errors, out var max);
            errors.AddIf(hasMin && hasMax && CompareVersions(min, max) > 0, $"{field}.min", "must not be above max");
        }
    }

    private static bool TryReadVersion(string text, string field, FieldErrors errors, out int[] version)
    {
        version = [];
        if (text.Length == 0)
        {
            return false;
        }

        var parts = text.Split('.');
        if (parts.Length > 4 || parts.Any(part => part.Length is 0 or > 6 || !part.All(char.IsAsciiDigit)))
        {
            errors.Add(field, $"'{text}' must be one to four numbers with dots, such as 16.4");
            return false;
        }

        version = [.. parts.Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return true;
    }

    private static int CompareVersions(int[] a, int[] b)
    {
        for (var index = 0; index < Math.Max(a.Length, b.Length); index++)
        {
            var order = a.ElementAtOrDefault(index).CompareTo(b.ElementAtOrDefault(index));
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static void CheckDayparts(IReadOnlyList<Daypart> dayparts, FieldErrors errors)
    {
        errors.CheckCount("targeting.dayparts", dayparts.Count, 100);
        for (var index = 0; index < dayparts.Count; index++)
        {
            var (daypart, field) = (dayparts[index], $"targeting.dayparts[{index}]");
            errors.AddIf(daypart.Days.Count == 0, $"{field}.days", "needs at least one day");
            errors.CheckDistinct($"{field}.days", daypart.Days.Select(CatalogNames.Days.NameOf));
            errors.AddIf(daypart.StartHour is < 0 or > 23, $"{field}.start_hour", "must be from 0 to 23");
            errors.AddIf(daypart.EndHour is < 1 or > 24, $"{field}.end_hour", "must be from 1 to 24");
            errors.AddIf(daypart.StartHour >= daypart.EndHour, $"{field}.start_hour", "must be before end_hour; split a part that passes midnight in two");
        }
    }
}
