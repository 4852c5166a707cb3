using Bidding.Core.Pacing;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>
/// A controller whose campaign's grain is lost once in the day: nothing is bid for while another silo takes over, then a new controller goes on from what is kept, which is
/// the forecast, and a live pacer's memory of a minute before. For one thread.
/// </summary>
internal sealed class RestartedController(Func<PacerMemory?, IPacingController> make, double atSeconds) : IPacingController
{
    // A killed node is missed for about a second; a frozen one, and a loaded cluster, for some ten.
    private const double AwaySeconds = 10;
    private const double KeptEverySeconds = 60;

    private IPacingController _controller = make(null);
    private PacerMemory? _kept;
    private double _keptAt = double.NegativeInfinity;
    private bool _restarted;
    private bool _isAway;

    public void SeeWin(double critical, double price)
    {
        if (!_isAway)
        {
            _controller.SeeWin(critical, price);
        }
    }

    public PacingChoice Step(in PacingView view)
    {
        _isAway = view.At >= atSeconds && view.At < atSeconds + AwaySeconds;
        if (_isAway)
        {
            return new(1e-9, 0);
        }

        if (view.At >= atSeconds && !_restarted)
        {
            _restarted = true;
            _controller = make(_kept);
        }

        var choice = _controller.Step(view);
        if (_controller is LivePacing live && view.At >= _keptAt + KeptEverySeconds)
        {
            (_kept, _keptAt) = (live.Memory, view.At);
        }

        return choice;
    }
}
