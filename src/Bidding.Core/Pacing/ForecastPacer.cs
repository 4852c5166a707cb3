using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Pacing.Controllers;
using Bidding.Core.Pacing.Forecasts;

namespace Bidding.Core.Pacing;

/// <summary>
/// What paces a campaign on a node. On a day whose traffic is forecast, and once enough was won at prices told: the <see cref="ForecastController"/> that <c>simulate</c>
/// runs, over a curve of costs learned from the campaign's own wins. Else, so on the first day, and where winners pay their bid and learn nothing of the price that would
/// have won: a <see cref="ProportionalPacer"/>, which needs neither. For one thread at a time; belongs to one activation.
/// </summary>
public sealed class ForecastPacer : IPacer
{
    // So many wins at told prices make a curve; each day half of what is known is forgotten.
    private const double WinsEnough = 200;
    private const double KeptOvernight = 0.5;

    // A price below the bid by more than rounding was told by the market. Remembered over some hundred wins.
    private const double ToldBelow = 0.995;
    private const double ToldLeast = 0.5;
    private const double ToldWins = 200;

    private ProportionalPacer _plain = new();
    private SpendCurve? _curve;
    private ForecastController? _controller;
    private ForecastDay? _day;
    private PacerMemory _resumed;
    private PacingLevers _levers = PacingLevers.Open;
    private long _opportunities;
    private double _told = ToldLeast / 2;

    public PacerMemory Memory => _controller is { } controller
        ? new() { Participation = Math.Clamp(_levers.Participation.ToDouble(), 1e-4, 1), Multiplier = Math.Clamp(_levers.BidMultiplier.ToDouble(), 1e-6, PacerMemory.MultiplierMost), Told = _told, Level = controller.Level }
        : _plain.Memory with { Told = _told };

    /// <summary>What auctions cost, as far as wins have told; null before the first. Its successor's to go on with.</summary>
    public SpendCurve? Curve => _curve;

    public void Resume(in PacerMemory memory, SpendCurve? curve)
    {
        if (_controller is null)
        {
            // Also one that has begun meanwhile, by less than what is known now.
            _plain = new();
            _plain.Resume(memory, null);
        }

        if (memory.IsSane)
        {
            (_resumed, _told) = (memory, memory.Told);
            _levers = new(Ratio.FromDouble(memory.Participation), Ratio.FromDouble(memory.Multiplier));
        }

        _curve = curve ?? _curve;
    }

    public void SeeWin(double paidOfBid, double multiplier, double price)
    {
        var critical = paidOfBid * multiplier;
        if (!(critical > 0) || !double.IsFinite(critical))
        {
            return;
        }

        _told += ((paidOfBid < ToldBelow ? 1 : 0) - _told) / ToldWins;
        if (_controller is { } controller)
        {
            controller.SeeWin(critical, price);
        }
        else
        {
            (_curve ??= new()).SeeWin(critical, price);
        }
    }

    public PacingLevers Step(in PacingInput input)
    {
        Follow(input);
        if (_controller is { } controller)
        {
            var choice = controller.Step(View(input));
            _levers = new(Ratio.FromDouble(choice.Participation), Ratio.FromDouble(Math.Min(input.MultiplierMost, choice.Multiplier)));
        }
        else
        {
            _curve?.SeeEntered(_levers.BidMultiplier.ToDouble(), (input.Opportunities - _opportunities) * _levers.Participation.ToDouble());
            _levers = _plain.Step(input);
        }

        _opportunities = input.Opportunities;
        return _levers;
    }

    // Chooses who paces: anew each day, and on a day without a controller whenever there may be one.
    private void Follow(in PacingInput input)
    {
        if (!ReferenceEquals(input.Day, _day))
        {
            if (_controller is not null)
            {
                // Until the day's forecast is made, and where there is none: on from where the levers stand.
                _plain = new();
                _plain.Resume(Memory, null);
                _controller = null;
                _curve?.Fade(KeptOvernight);
            }

            _day = input.Day;
        }

        if (_controller is null && _day is { } day && input.IsEven && _curve is { } curve && CanSolve(input, curve))
        {
            _controller = new(day, curve, new(input.MultiplierLeast, input.MultiplierMost), byParticipation: IsFixed(input));
            _controller.Resume(_resumed.Level, _levers.Participation.ToDouble());
            _resumed = default;
        }
    }

    // Fixed bids need no price told: what entering costs is enough.
    private bool CanSolve(in PacingInput input, SpendCurve curve) => curve.Won >= WinsEnough && (IsFixed(input) || _told >= ToldLeast);

    private static bool IsFixed(in PacingInput input) => input.MultiplierLeast >= input.MultiplierMost;

    private static PacingView View(in PacingInput input) => new()
    {
        At = input.DayAt,
        End = input.Day!.End,
        Budget = input.Today.Nanos,
        Spent = input.PostedToday.Nanos,
        Outstanding = input.Outstanding.Nanos,
        Opportunities = input.Opportunities,
        Placed = input.Placed.Nanos,
        Wins = input.Wins,
        Bids = input.Bids,
    };
}
