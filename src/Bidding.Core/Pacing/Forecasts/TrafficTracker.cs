namespace Bidding.Core.Pacing.Forecasts;

/// <summary>
/// Follows a day's eligible traffic against its forecast and says what is still to come. The rest of the day is yesterday's rest at today's level, leaning a little towards
/// a day of yesterday's total: on real days a high morning is partly made up for by a lower evening. Minutes far from what was expected (a surge, an outage) count
/// only as far as a usual minute could have strayed, and a surge that lasts is expected to last as long again. For one thread at a time; allocates nothing.
/// </summary>
public sealed class TrafficTracker(DayForecast forecast)
{
    // Weight of yesterday's level in today's, as a part of the day: after that much of a day both count alike. Chosen, like Compensation, between days that repeat
    // yesterday's shape at another level and days that repeat its total in another shape; docs/pacing.md has the table.
    private const double LevelPrior = 0.10;
    private const double Compensation = 0.40;

    // Of the rest at today's level: a day of the same total in another shape strays no further.
    private const double CompensationLeast = 0.6;
    private const double CompensationMost = 1.25;

    private const double Minute = 60;

    // A guessed day follows the level of the last hours, and counts on less than that says: money left over at its end is worse than money spent early.
    private const double GuessSeconds = 7200;
    private const double GuessHedge = 0.75;

    // A usual minute strays no further from its level than this factor, besides the noise of counting.
    private const double UsualStray = 1.6;
    private const double NoiseDeviations = 4;
    private const double FastSeconds = 300;
    private const double SurgeLeast = 300;
    private const double SurgeMost = 3600;

    private double _at = double.NaN;
    private double _seen;
    private double _expectedBefore;
    private double _minuteStart;
    private double _minuteCount;
    private double _usual;
    private double _expectedSeen;
    private double _fastSeen;
    private double _fastExpected;
    private double _surgeSince = double.NaN;
    private double _surgeExtra;

    /// <summary>Opportunities of the period so far; where the tracker began late, the forecast's part before that is taken as seen.</summary>
    public double Seen => _seen + (_expectedBefore * (forecast.IsLearned ? 1 : Level));

    /// <summary>Today's level over the forecast's.</summary>
    public double Level => _expectedSeen + Prior > 0 ? (_usual + Prior) / (_expectedSeen + Prior) : 1;

    // A guessed forecast has no amount: what is seen is its level, at once.
    private double Prior => forecast.IsLearned ? LevelPrior * forecast.Total : 0;

    /// <summary>Opportunities within the last <paramref name="seconds"/> up to now.</summary>
    public void See(double at, double opportunities)
    {
        if (double.IsNaN(_at))
        {
            // Begun in mid-day: what came before is taken as forecast, so that a restart keeps the plan where it was.
            _at = at;
            _minuteStart = at;
            _expectedBefore = forecast.Until(at);
            _seen = opportunities;
            if (forecast.IsLearned)
            {
                _usual = _expectedBefore;
                _expectedSeen = _expectedBefore;
            }

            return;
        }

        _seen += opportunities;
        _minuteCount += opportunities;
        _at = at;
        if (at - _minuteStart >= Minute)
        {
            EndMinute(at);
        }
    }

    /// <summary>Expected between two times from now on.</summary>
    public double Between(double from, double to, double end)
    {
        var rest = forecast.Until(end) - forecast.Until(_at);
        var usual = rest > 0 ? (forecast.Until(to) - forecast.Until(from)) * (RestOfDay(end) / rest) : 0;
        return usual + SurgeBetween(from, to, end);
    }

    /// <summary>Expected from now to the period's end, surge included.</summary>
    public double ToCome(double end) => RestOfDay(end) + SurgeBetween(_at, end, end);

    private double RestOfDay(double end)
    {
        var rest = Math.Max(0, forecast.Until(end) - forecast.Until(_at));
        var atLevel = rest * Level;
        if (!forecast.IsLearned)
        {
            return atLevel * GuessHedge;
        }

        var toYesterday = Math.Clamp(forecast.Until(end) - _usual, atLevel * CompensationLeast, atLevel * CompensationMost);
        return (atLevel * (1 - Compensation)) + (toYesterday * Compensation);
    }

    private void EndMinute(double at)
    {
        var expected = forecast.Until(at) - forecast.Until(_minuteStart);
        var count = _minuteCount;
        _minuteStart = at;
        _minuteCount = 0;
        if (!forecast.IsLearned)
        {
            var remembered = Math.Exp(-Minute / GuessSeconds);
            _usual = (_usual * remembered) + count;
            _expectedSeen = (_expectedSeen * remembered) + expected;
            return;
        }

        var level = Level;
        var usual = expected * level;
        var noise = NoiseDeviations * Math.Sqrt(Math.Max(1, usual));
        var strays = count > (usual * UsualStray) + noise || count < (usual / UsualStray) - noise;
        _expectedSeen += expected;

        // What strays says nothing of the level, unless it goes on: then the day has changed.
        _usual += strays && !(at - _surgeSince > SurgeMost) ? usual : count;
        WatchSurge(at, strays, count, usual);
    }

    private void WatchSurge(double at, bool strays, double count, double usual)
    {
        if (!strays)
        {
            _surgeSince = double.NaN;
            _surgeExtra = 0;
            return;
        }

        if (double.IsNaN(_surgeSince))
        {
            _surgeSince = at - Minute;
            _fastSeen = 0;
            _fastExpected = 0;
        }

        var kept = Math.Exp(-Minute / FastSeconds);
        _fastSeen = (_fastSeen * kept) + count;
        _fastExpected = (_fastExpected * kept) + usual;
        _surgeExtra = (_fastSeen - _fastExpected) / Math.Max(1e-9, _fastExpected);
    }

    // What a surge adds to (or an outage takes from) the forecast, while it is expected to last. What falls short in the period's last hour is expected to do so to its end:
    // money left over is lost, money spent some minutes early is not.
    private double SurgeBetween(double from, double to, double end)
    {
        if (double.IsNaN(_surgeSince) || _surgeExtra == 0)
        {
            return 0;
        }

        var lasts = _surgeExtra < 0 && end - _at <= SurgeMost;
        var until = lasts ? end : _at + Math.Clamp(_at - _surgeSince, SurgeLeast, SurgeMost);
        var start = Math.Max(from, _at);
        var stop = Math.Min(to, until);
        return stop > start ? (forecast.Until(stop) - forecast.Until(start)) * Level * _surgeExtra : 0;
    }
}
