using Bidding.Core.Targeting;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of targeting: a key per dimension with <c>include</c> and <c>exclude</c>.</summary>
internal static class TargetingDefinition
{
    public static TargetingSpec Read(DefinitionReader json)
    {
        var lists = new Dictionary<TargetingDimension, ListRule>();
        foreach (var (name, dimension) in CatalogNames.Dimensions.Pairs)
        {
            if (json.Object(name) is { } list)
            {
                var rule = new ListRule { Include = list.Texts("include"), Exclude = list.Texts("exclude") };
                list.RefuseUnknown();
                if (rule.Include.Count + rule.Exclude.Count > 0)
                {
                    lists[dimension] = rule;
                }
            }
        }

        var result = new TargetingSpec
        {
            Lists = lists,
            OsVersions = [.. json.Objects("os_versions").Select(ReadOsVersion)],
            MinAge = json.OptionalInt("min_age"),
            MaxAge = json.OptionalInt("max_age"),
            Dayparts = [.. json.Objects("dayparts").Select(ReadDaypart)],
        };
        json.RefuseUnknown();
        return result;
    }

    public static void Write(DefinitionWriter json, TargetingSpec targeting)
    {
        foreach (var (name, dimension) in CatalogNames.Dimensions.Pairs)
        {
            if (targeting.Lists.TryGetValue(dimension, out var rule))
            {
                json.Object(name, () =>
                {
                    json.Texts("include", rule.Include);
                    json.Texts("exclude", rule.Exclude);
                });
            }
        }

        json.Objects("os_versions", targeting.OsVersions, rule =>
        {
            json.Text("os", rule.Os);
            json.Text("min", rule.Min);
            json.Text("max", rule.Max);
        });
        json.Number("min_age", targeting.MinAge);
        json.Number("max_age", targeting.MaxAge);
        json.Objects("dayparts", targeting.Dayparts, daypart =>
        {
            json.Texts("days", [.. daypart.Days.Select(CatalogNames.Days.NameOf)]);
            json.Number("start_hour", daypart.StartHour);
            json.Number("end_hour", daypart.EndHour);
        });
    }

    private static OsVersionRule ReadOsVersion(DefinitionReader rule)
    {
        var result = new OsVersionRule(rule.RequiredText("os"), rule.Text("min"), rule.Text("max"));
        rule.RefuseUnknown();
        return result;
    }

    private static Daypart ReadDaypart(DefinitionReader daypart)
    {
        var result = new Daypart(ReadDays(daypart), daypart.Int("start_hour"), daypart.Int("end_hour", 24));
        daypart.RefuseUnknown();
        return result;
    }

    internal static List<NodaTime.IsoDayOfWeek> ReadDays(DefinitionReader daypart)
    {
        var days = new List<NodaTime.IsoDayOfWeek>();
        foreach (var name in daypart.Texts("days"))
        {
            if (CatalogNames.Days.TryParse(name, out var day))
            {
                days.Add(day);
            }
            else
            {
                daypart.Fail("days", $"'{name}' must be one of {CatalogNames.Days.All}");
            }
        }

        return days;
    }
}
