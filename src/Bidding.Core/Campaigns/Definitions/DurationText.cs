using System.Globalization;
using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>Durations as people write them: a whole number and one unit of ms, s, m, h or d (24 h), such as <c>30d</c> or <c>1500ms</c>.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    /// <summary>False for anything else, signs and values above 100,000 days included.</summary>
    public static bool TryParse(string text, out Duration duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return false;
        }

        foreach (var (unit, milliseconds) in Units)
        {
            if (text.AsSpan(digits).SequenceEqual(unit) && count <= 8_640_000_000_000 / milliseconds)
            {
                duration = Duration.FromMilliseconds(count * milliseconds);
                return true;
            }
        }

        return false;
    }

    /// <summary>In the largest unit that holds it exactly; below a millisecond is cut off.</summary>
    public static string Format(Duration duration)
    {
        var total = (long)duration.TotalMilliseconds;
        var (unit, milliseconds) = Units.First(candidate => total % candidate.Milliseconds == 0 && (total != 0 || candidate.Unit == "s"));
        return string.Create(CultureInfo.InvariantCulture, $"{total / milliseconds}{unit}");
    }
}
