using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Core.Ledger;

/// <summary>
/// Which day an instant belongs to. Days begin at midnight of the campaign's zone, wherever daylight saving puts it; a change of zone holds from the next day.
/// For one thread at a time.
/// </summary>
public sealed class DayCalendar
{
    private DateTimeZone? _before;
    private Instant _since;

    /// <summary>The zone last set; UTC before.</summary>
    public DateTimeZone Zone { get; private set; } = DateTimeZone.Utc;

    internal bool IsSet { get; private set; }
    internal string ZoneBefore => _before?.Id ?? "";
    internal long SinceMs => _since.ToUnixTimeMilliseconds();

    public BudgetDay DayAt(Instant at) => BudgetDay.At(at, ZoneAt(at));

    /// <summary>The zone in force at an instant.</summary>
    public DateTimeZone ZoneAt(Instant at) => _before is { } before && at < _since ? before : Zone;

    /// <summary>Whether a change of zone takes hold after <paramref name="from"/> and before <paramref name="to"/>.</summary>
    internal bool ChangesBetween(Instant from, Instant to) => _before is not null && from < _since && _since < to;

    /// <summary>When the day of an instant ends: the next midnight, or the moment a change of zone takes hold.</summary>
    public Instant EndOfDay(Instant at)
    {
        var zone = ZoneAt(at);
        var midnight = DayStart.Of(at.InZone(zone).Date.PlusDays(1), zone);
        return _before is not null && at < _since && _since < midnight ? _since : midnight;
    }

    /// <summary>When the day of an instant began.</summary>
    public Instant StartOfDay(Instant at)
    {
        var zone = ZoneAt(at);
        return DayStart.Of(at.InZone(zone).Date, zone);
    }

    /// <summary>When the clock hour of an instant began.</summary>
    public Instant StartOfHour(Instant at)
    {
        var time = at.InZone(ZoneAt(at)).TimeOfDay;
        return at - Duration.FromTicks(time.TickOfDay % NodaConstants.TicksPerHour);
    }

    /// <summary>Sets the zone by its IANA name; an unknown name throws <see cref="NodaTime.TimeZones.DateTimeZoneNotFoundException"/>.</summary>
    public void Change(string zoneId, long atMs)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        if (!IsSet)
        {
            (Zone, IsSet) = (zone, true);
            return;
        }

        if (zone.Id == Zone.Id)
        {
            return;
        }

        var at = Instant.FromUnixTimeMilliseconds(atMs);
        var current = ZoneAt(at);
        _since = DayStart.Of(at.InZone(current).Date.PlusDays(1), current);
        (_before, Zone) = (current, zone);
    }

    internal void Restore(bool isSet, string zone, string before, long sinceMs)
    {
        IsSet = isSet;
        Zone = zone.Length == 0 ? DateTimeZone.Utc : DateTimeZoneProviders.Tzdb[zone];
        _before = before.Length == 0 ? null : DateTimeZoneProviders.Tzdb[before];
        _since = Instant.FromUnixTimeMilliseconds(sinceMs);
    }
}
