using System.Globalization;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>Pairs of days to pace: the one before, and the one after, as shares of traffic by hour.</summary>
/// <param name="Level">The day's traffic over that of the day before.</param>
internal sealed record DayPair(string Name, double[] Before, double[] Day, double Level = 1)
{
    /// <summary>The largest distance between the two days' courses: how far a plan made of the day before would be off.</summary>
    public double Unlikeness
    {
        get
        {
            var (before, day, largest) = (0.0, 0.0, 0.0);
            for (var hour = 0; hour < Day.Length; hour++)
            {
                before += Before[hour] / Before.Sum();
                day += Day[hour] / Day.Sum();
                largest = Math.Max(largest, Math.Abs(before - day));
            }

            return largest;
        }
    }
}

internal static class DayShapes
{
    /// <summary>Made-up audiences: a night, a working day, an evening of different weights; the second day strays from the first.</summary>
    public static List<DayPair> Synthetic(int count, int seed)
    {
        var random = new Random(seed);
        var pairs = new List<DayPair>();
        for (var i = 0; i < count; i++)
        {
            var (noon, evening, night) = (9 + (6 * random.NextDouble()), 18 + (4 * random.NextDouble()), 0.05 + (0.2 * random.NextDouble()));
            var weight = 0.2 + (1.3 * random.NextDouble());
            var before = Shape(noon, evening, night, weight);

            // Every other day is of another kind: a weekend after a workday, in miniature.
            var day = i % 2 == 0
                ? Shape(noon + Stray(random, 0.3), evening + Stray(random, 0.3), night, weight * (1 + Stray(random, 0.1)))
                : Shape(noon + Stray(random, 1), evening + Stray(random, 1), night, weight * (1 + Stray(random, 0.4)));
            pairs.Add(new($"audience {i + 1}", before, [.. day.Select(share => share * (1 + Stray(random, 0.04)))]));
        }

        return pairs;
    }

    /// <summary>Pairs of following days from a file of region_id,dow,hour,traffic_share.</summary>
    public static List<DayPair> Read(string file, int count, int seed, bool keepsLevels)
    {
        var days = File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .GroupBy(cells => (Region: cells[0], Day: int.Parse(cells[1], CultureInfo.InvariantCulture)))
            .ToDictionary(day => day.Key, day => day.OrderBy(cells => int.Parse(cells[2], CultureInfo.InvariantCulture)).Select(cells => double.Parse(cells[3], CultureInfo.InvariantCulture)).ToArray());
        var random = new Random(seed);
        return [.. days.Keys.Where(key => days.ContainsKey((key.Region, key.Day + 1))).OrderBy(_ => random.Next()).Take(count)
            .Select(key => new DayPair($"{key.Region} day {key.Day}", days[key], days[(key.Region, key.Day + 1)], keepsLevels ? days[(key.Region, key.Day + 1)].Sum() / days[key].Sum() : 1))];
    }

    private static double[] Shape(double noon, double evening, double night, double weight) =>
        [.. Enumerable.Range(0, 24).Select(hour => night + Bump(hour, noon, 3.5) + (weight * Bump(hour, evening, 2.5)))];

    private static double Bump(double hour, double peak, double width) => Math.Exp(-Math.Pow((hour - peak) / width, 2) / 2);

    private static double Stray(Random random, double most) => ((2 * random.NextDouble()) - 1) * most;
}
