using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>The hours of a week, Monday 0 h first, in which something serves. <c>default</c> is never.</summary>
internal readonly record struct HourMask(ulong First, ulong Second, ulong Third)
{
    private const int HoursPerDay = 24;

    public static HourMask Always { get; } = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>No dayparts mean always.</summary>
    public static HourMask From(IReadOnlyList<Daypart> dayparts)
    {
        if (dayparts.Count == 0)
        {
            return Always;
        }

        Span<ulong> words = stackalloc ulong[3];
        foreach (var part in dayparts)
        {
            foreach (var day in part.Days)
            {
                for (var hour = part.StartHour; hour < part.EndHour; hour++)
                {
                    var bit = HourOfWeek(day, hour);
                    words[bit / 64] |= 1UL << (bit % 64);
                }
            }
        }

        return new(words[0], words[1], words[2]);
    }

    /// <summary>The hours that weigh more than nothing; null weighs everything alike.</summary>
    public static HourMask From(double[]? weights)
    {
        if (weights is null)
        {
            return Always;
        }

        Span<ulong> words = stackalloc ulong[3];
        for (var hour = 0; hour < weights.Length; hour++)
        {
            words[hour / 64] |= weights[hour] > 0 ? 1UL << (hour % 64) : 0;
        }

        // Bits beyond the week's last hour stay as in "always", which is known by being equal to it.
        return new(words[0], words[1], words[2] | ~((1UL << (weights.Length % 64)) - 1));
    }

    /// <summary>On the local clock: the hour that spring skips never comes, the one that autumn repeats serves twice.</summary>
    public static int HourOfWeek(LocalDateTime local) => HourOfWeek(local.DayOfWeek, local.Hour);

    public bool Contains(int hourOfWeek) =>
        ((hourOfWeek < 64 ? First : hourOfWeek < 128 ? Second : Third) & (1UL << (hourOfWeek % 64))) != 0;

    public HourMask And(HourMask other) => new(First & other.First, Second & other.Second, Third & other.Third);

    private static int HourOfWeek(IsoDayOfWeek day, int hour) => (((int)day - 1) * HoursPerDay) + hour;
}
