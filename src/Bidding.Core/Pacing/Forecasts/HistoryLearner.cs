namespace Bidding.Core.Pacing.Forecasts;

/// <summary>
/// Learns a <see cref="DayForecast"/> from a whole earlier day whose prices are all known. Hours differ in how high their prices stand, hardly in how they spread, so each
/// hour gives its own level (shrunk towards the day's where it saw little) and all hours together one curve. For one thread at a time.
/// </summary>
public sealed class HistoryLearner
{
    private const int HoursMax = 25;

    // An hour of so many auctions believes itself as much as the day.
    private const double LevelWeight = 30;

    private readonly SpendCurve[] _curves = new SpendCurve[HoursMax];
    private readonly double[] _count = new double[HoursMax];
    private readonly double[] _logPrice = new double[HoursMax];
    private readonly double[] _logCritical = new double[HoursMax];
    private readonly double[] _opportunities = new double[HoursMax * DayForecast.BinsPerHour];
    private double _cost;
    private double _value;
    private double _last;

    public HistoryLearner()
    {
        for (var i = 0; i < HoursMax; i++)
        {
            _curves[i] = new();
        }
    }

    /// <summary>Auctions seen.</summary>
    public double Count { get; private set; }

    /// <summary>Mean price of a unit of value, nano-units; 0 before any.</summary>
    public double PriceOfValue => _value > 0 ? _cost / _value : 0;

    /// <param name="at">Seconds since the day's start; not before the last.</param>
    /// <param name="price">The least that would have won, nano-units.</param>
    /// <param name="value">Of the impression, in the unit that multipliers multiply; 0 is an opportunity that nothing would be bid for.</param>
    public void See(double at, double price, double value, double count)
    {
        var hour = Math.Clamp((int)(at / 3600), 0, HoursMax - 1);
        _opportunities[Math.Clamp((int)(at / DayForecast.BinSeconds), 0, _opportunities.Length - 1)] += count;
        _last = Math.Max(_last, at);
        Count += count;
        var curve = _curves[hour];
        curve.SeeEntered(double.PositiveInfinity, count);
        if (!(value > 0))
        {
            return;
        }

        _value += value * count;
        _cost += price * count;
        var critical = Math.Max(price, 1) / value;
        curve.SeeWin(critical, price, count);
        _count[hour] += count;
        _logPrice[hour] += Math.Log(Math.Max(price, 1)) * count;
        _logCritical[hour] += Math.Log(critical) * count;
    }

    /// <summary>What the day taught; null where it saw no opportunity worth anything.</summary>
    /// <param name="seconds">How long the day lasts that is forecast.</param>
    public DayForecast? Learn(double seconds)
    {
        var counted = _count.Sum();
        if (counted <= 0)
        {
            return null;
        }

        var price = Shifts(_logPrice, counted);
        var critical = Shifts(_logCritical, counted);
        var curve = new SpendCurve();
        for (var hour = 0; hour < HoursMax; hour++)
        {
            curve.Join(_curves[hour], 1 / critical[hour], 1 / price[hour]);
        }

        var bins = Math.Max((int)Math.Ceiling(seconds / DayForecast.BinSeconds), (int)Math.Floor(_last / DayForecast.BinSeconds) + 1);
        return new(_opportunities[..Math.Min(bins, _opportunities.Length)], price, critical, curve, isLearned: true);
    }

    private double[] Shifts(double[] sums, double counted)
    {
        var mean = sums.Sum() / counted;
        var shifts = new double[HoursMax];
        for (var hour = 0; hour < HoursMax; hour++)
        {
            shifts[hour] = Math.Exp((sums[hour] - (mean * _count[hour])) / (_count[hour] + LevelWeight));
        }

        return shifts;
    }
}
