namespace Bidding.Core.Pacing.Forecasts;

/// <summary>
/// What a campaign expects of a day before it begins: eligible opportunities by quarter of an hour, how each hour's prices and critical multipliers stand to the day's, and
/// the day's <see cref="SpendCurve"/>. Immutable but for the curve, which its controller goes on learning: make one per controller.
/// </summary>
public sealed class DayForecast
{
    public const int BinsPerHour = 4;
    public const double BinSeconds = 3600.0 / BinsPerHour;

    // Night low at 3, high at 15 h: how most audiences live. A guess to begin with where there is no history, replaced as the day goes on.
    private const double DefaultSwing = 0.7;
    private const double DefaultPeakHour = 15;

    private readonly double[] _until;
    private readonly double[] _priceShift;
    private readonly double[] _criticalShift;

    /// <param name="opportunities">Per quarter of an hour from the day's start; at least one, none negative, their sum positive.</param>
    /// <param name="priceShift">Per hour: prices over the day's mean. Shorter than the day: 1 beyond it.</param>
    /// <param name="criticalShift">Per hour: critical multipliers over the day's mean.</param>
    public DayForecast(IReadOnlyList<double> opportunities, IReadOnlyList<double> priceShift, IReadOnlyList<double> criticalShift, SpendCurve curve, bool isLearned)
    {
        ArgumentNullException.ThrowIfNull(opportunities);
        ArgumentNullException.ThrowIfNull(curve);
        _until = new double[opportunities.Count + 1];
        for (var i = 0; i < opportunities.Count; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(opportunities[i]);
            _until[i + 1] = _until[i] + opportunities[i];
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_until[^1], nameof(opportunities));
        _priceShift = [.. priceShift];
        _criticalShift = [.. criticalShift];
        Curve = curve;
        curve.Refresh();
        IsLearned = isLearned;
    }

    /// <summary>False: a guess; only the shape means anything, not the amount.</summary>
    public bool IsLearned { get; }

    public SpendCurve Curve { get; }

    /// <summary>Of the whole day.</summary>
    public double Total => _until[^1];

    public double LengthSeconds => (_until.Length - 1) * BinSeconds;

    /// <summary>The same day with other traffic; the curve is shared.</summary>
    /// <param name="factors">Per quarter of an hour: times the traffic; 1 beyond the last.</param>
    public DayForecast Scaled(IReadOnlyList<double> factors)
    {
        ArgumentNullException.ThrowIfNull(factors);
        var bins = new double[_until.Length - 1];
        for (var i = 0; i < bins.Length; i++)
        {
            bins[i] = (_until[i + 1] - _until[i]) * (i < factors.Count ? factors[i] : 1);
        }

        return new(bins, _priceShift, _criticalShift, Curve, IsLearned);
    }

    /// <summary>The same day with another curve, which its controller will go on learning.</summary>
    public DayForecast With(SpendCurve curve)
    {
        var bins = new double[_until.Length - 1];
        for (var i = 0; i < bins.Length; i++)
        {
            bins[i] = _until[i + 1] - _until[i];
        }

        return new(bins, _priceShift, _criticalShift, curve, IsLearned);
    }

    /// <summary>A day of which nothing is known but that people sleep at night.</summary>
    public static DayForecast Unknown(double seconds)
    {
        var bins = new double[Math.Max(1, (int)Math.Ceiling(seconds / BinSeconds))];
        for (var i = 0; i < bins.Length; i++)
        {
            var hour = (i + 0.5) / BinsPerHour;
            bins[i] = 1 + (DefaultSwing * Math.Cos((hour - DefaultPeakHour) * Math.PI / 12));
        }

        return new(bins, [], [], new SpendCurve(), isLearned: false);
    }

    /// <summary>Opportunities expected from the day's start until <paramref name="at"/> seconds after it.</summary>
    public double Until(double at)
    {
        var position = at / BinSeconds;
        if (position <= 0)
        {
            return 0;
        }

        if (position >= _until.Length - 1)
        {
            return Total;
        }

        var bin = (int)position;
        return _until[bin] + ((_until[bin + 1] - _until[bin]) * (position - bin));
    }

    /// <summary>Prices of the hour over the day's mean.</summary>
    public double PriceShift(int hour) => (uint)hour < (uint)_priceShift.Length ? _priceShift[hour] : 1;

    /// <summary>Critical multipliers of the hour over the day's mean.</summary>
    public double CriticalShift(int hour) => (uint)hour < (uint)_criticalShift.Length ? _criticalShift[hour] : 1;

    /// <summary>The one multiplier that would spend this much on the whole day; null where no price is known yet, infinity where no multiplier would.</summary>
    public double? MultiplierFor(double budget)
    {
        if (Curve.IsEmpty || !IsLearned)
        {
            return null;
        }

        double low = 0, high = SpendCurve.Bins;
        if (CostOfDay(high) < budget)
        {
            return double.PositiveInfinity;
        }

        while (high - low > 1e-6)
        {
            var middle = (low + high) / 2;
            (low, high) = CostOfDay(middle) < budget ? (middle, high) : (low, middle);
        }

        return Curve.Multiplier(high);
    }

    private double CostOfDay(double position)
    {
        var cost = 0.0;
        for (var i = 1; i < _until.Length; i++)
        {
            var hour = (i - 1) / BinsPerHour;
            cost += (_until[i] - _until[i - 1]) * PriceShift(hour) * Curve.CostAtPosition(position - (Math.Log2(CriticalShift(hour)) * SpendCurve.BinsPerOctave));
        }

        return cost;
    }
}
