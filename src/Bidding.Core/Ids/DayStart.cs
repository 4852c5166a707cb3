using NodaTime;
using NodaTime.TimeZones;

namespace Bidding.Core.Ids;

/// <summary>
/// The first instant of a day in a zone, wherever daylight saving puts it. A day that a zone left out (Samoa, 2011-12-30) begins when the next one does, so that it has no
/// length, where NodaTime's own AtStartOfDay throws.
/// </summary>
public static class DayStart
{
    private static readonly ZoneLocalMappingResolver Earliest = Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    public static Instant Of(LocalDate date, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return zone.ResolveLocal(date.AtMidnight(), Earliest).ToInstant();
    }
}
