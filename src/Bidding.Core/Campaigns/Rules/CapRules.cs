using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds of frequency and recency caps.</summary>
internal static class CapRules
{
    private const int CapsMax = 10;
    private static readonly Duration WindowMin = Duration.FromMinutes(1);
    private static readonly Duration IntervalMin = Duration.FromSeconds(1);
    private static readonly Duration WindowMax = Duration.FromDays(30);

    public static void Check(IReadOnlyList<FrequencyCap> caps, FieldErrors errors)
    {
        errors.CheckCount("frequency_caps", caps.Count, CapsMax);
        for (var index = 0; index < caps.Count; index++)
        {
            var (cap, field) = (caps[index], $"frequency_caps[{index}]");
            errors.AddIf(cap.Impressions is < 1 or > 100, $"{field}.impressions", "must be from 1 to 100: a user's profile remembers a bounded number of impressions");
            errors.AddIf(cap.Window < WindowMin || cap.Window > WindowMax, $"{field}.window", "must be from 1m to 30d");
            errors.AddIf(
                caps.Take(index).Any(other => other.Scope == cap.Scope && other.Window == cap.Window), field, "has the window and scope of another cap; keep the lower");
        }
    }

    public static void Check(IReadOnlyList<RecencyCap> caps, FieldErrors errors)
    {
        errors.CheckCount("recency_caps", caps.Count, CapsMax);
        for (var index = 0; index < caps.Count; index++)
        {
            var (cap, field) = (caps[index], $"recency_caps[{index}]");
            errors.AddIf(cap.Interval < IntervalMin || cap.Interval > WindowMax, $"{field}.interval", "must be from 1s to 30d");
            errors.AddIf(caps.Take(index).Any(other => other.Scope == cap.Scope), field, "has the scope of another; keep the longer");
        }
    }
}
