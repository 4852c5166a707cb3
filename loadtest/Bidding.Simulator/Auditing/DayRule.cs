using NodaTime;

namespace Bidding.Simulator.Auditing;

/// <summary>
/// Which day a bid belongs to, from offsets of zone data and integer division alone. A change of zone holds from the next midnight of the old one.
/// </summary>
internal sealed class DayRule(AuditTerms terms)
{
    private const long DayMs = 86_400_000;
    private readonly List<(long FromMs, string Zone)> _zones = [];
    private List<(long FromMs, string Zone)> _before = [];
    private long _beforeUntilMs;

    /// <summary>Whoever had the stream before knows no later zones than these, and may grant by them while its authority lasts.</summary>
    public void Takeover(RowWritten row)
    {
        (_before, _beforeUntilMs) = ([.. _zones], row.AtMs + terms.AuthorityMs + terms.WindowMaxMs);
    }

    public void Row(RowWritten row)
    {
        var zone = AuditedTerms.Read(row.Detail).Zone;
        if (_zones.Count == 0)
        {
            _zones.Add((long.MinValue, zone));
        }
        else if (zone != _zones[^1].Zone)
        {
            // A later word before the first has taken hold replaces it.
            _zones.RemoveAll(z => z.FromMs > row.StampMs);
            if (zone != _zones[^1].Zone)
            {
                _zones.Add((NextMidnight(row.StampMs), zone));
            }
        }
    }

    /// <summary>Reports a wrong day, and answers the right one; where clocks may be off, any that a clock within the error shows.</summary>
    public int Judge(BidSent sent, SpendAudit spend)
    {
        var own = DayAt(sent.AtMs, _zones);
        if (Shows(sent, _zones) || (sent.AtMs <= _beforeUntilMs && Shows(sent, _before)))
        {
            return sent.Day;
        }

        spend.Report(1, sent.AtMs, $"bid {sent.Bid} reserved money of day {sent.Day}, and its campaign's day was {own}");
        return own;
    }

    private bool Shows(BidSent sent, List<(long FromMs, string Zone)> zones) =>
        sent.Day == DayAt(sent.AtMs, zones)
        || (!terms.ClocksAreTrue && sent.Day >= DayAt(sent.AtMs - terms.ClockErrorMs, zones) && sent.Day <= DayAt(sent.AtMs + terms.ClockErrorMs, zones));

    private static int DayAt(long atMs, List<(long FromMs, string Zone)> zones)
    {
        var zone = zones.FindLast(z => z.FromMs <= atMs).Zone ?? "UTC";
        return LocalDay(atMs, zone);
    }

    private static int LocalDay(long atMs, string zone)
    {
        var local = atMs + DateTimeZoneProviders.Tzdb[zone].GetUtcOffset(Instant.FromUnixTimeMilliseconds(atMs)).Milliseconds;
        return (int)((local - (((local % DayMs) + DayMs) % DayMs)) / DayMs);
    }

    // Local days never run backwards, so the change of day is found by halving.
    private long NextMidnight(long afterMs)
    {
        var zone = _zones[^1].Zone;
        var day = LocalDay(afterMs, zone);
        var (before, after) = (afterMs, afterMs + (2 * DayMs));
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            (before, after) = LocalDay(middle, zone) > day ? (before, middle) : (middle, after);
        }

        return after;
    }
}
