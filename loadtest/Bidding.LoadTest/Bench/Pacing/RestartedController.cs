using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>
/// A controller whose campaign's grain is lost once in the day: nothing is bid for while another silo takes over, then its successor goes on as a node's does: from the
/// curve and the level of costs as they were kept up to a minute before, and the day's traffic by quarters of an hour. For one thread.
/// </summary>
internal sealed class RestartedController : IPacingController
{
    // A killed node is missed for about a second; a frozen one, and a loaded cluster, for some ten.
    private const double AwaySeconds = 10;
    private const double KeptEverySeconds = 60;

    private readonly Func<DayForecast> _learn;
    private readonly MultiplierBounds _bounds;
    private readonly double _lostAt;
    private readonly double[] _quarters = new double[100];
    private ForecastDay? _day;
    private ForecastController? _controller;
    private SpendCurve _curve = new();
    private long _opportunities;
    private byte[] _kept = [];
    private CostMemory _keptLevel;
    private double _keptAt = double.NegativeInfinity;
    private bool _isAway;

    public RestartedController(Func<DayForecast> learn, MultiplierBounds bounds, double lostAt) => (_learn, _bounds, _lostAt) = (learn, bounds, lostAt);

    public void SeeWin(double critical, double price)
    {
        if (!_isAway)
        {
            _controller?.SeeWin(critical, price);
        }
    }

    public PacingChoice Step(in PacingView view)
    {
        var fresh = view.Opportunities - _opportunities;
        _opportunities = view.Opportunities;
        _quarters[(int)(view.At / DayForecast.BinSeconds)] += fresh;
        _isAway = view.At >= _lostAt && view.At < _lostAt + AwaySeconds;
        if (_isAway)
        {
            (_day, _controller) = (null, null);
            return new(1e-9, 0);
        }

        if (_controller is null)
        {
            Begin(view);
        }
        else
        {
            _day!.See(view.At, fresh);
        }

        var choice = _controller!.Step(view);
        if (view.At >= _keptAt + KeptEverySeconds)
        {
            Keep(view.At);
        }

        return choice;
    }

    private void Begin(in PacingView view)
    {
        var (forecast, end) = (_learn(), view.End);
        _day = new(forecast, new(PlanKind.Traffic), at => at / end, end);
        _day.See(0, 0);
        for (var i = 0; i * DayForecast.BinSeconds < view.At; i++)
        {
            _day.See(Math.Min(view.At, (i + 1) * DayForecast.BinSeconds), _quarters[i]);
        }

        _curve = _kept.Length == 0 ? forecast.Curve : SpendCurve.Read(new BinaryReader(new MemoryStream(_kept)));
        _controller = new(_day, _curve, _bounds, byParticipation: false);
        _controller.Resume(_keptLevel, 1);
    }

    private void Keep(double at)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        _curve.Write(writer);
        writer.Flush();
        (_kept, _keptLevel, _keptAt) = (bytes.ToArray(), _controller!.Level, at);
    }
}
