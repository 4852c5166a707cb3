using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>
/// Reported windows of one activation, day and opening second, merged: what they placed and is not settled, per exchange. Keeps the windows' counters, so that a bid
/// of a window that is closed can never settle against another's reserve.
/// </summary>
internal sealed class ReportedBucket
{
    private readonly List<BucketPart> _parts = [];
    private readonly HashSet<int> _counters = [];

    public required int Takeover { get; init; }
    public required BudgetDay Day { get; init; }

    /// <summary>Whole seconds of the escrow's clock at which its windows opened.</summary>
    public required long OpenedSecond { get; init; }

    public IReadOnlyList<BucketPart> Parts => _parts;
    public IReadOnlyCollection<int> Counters => _counters;
    public bool IsEmpty => _parts.Count == 0;

    public bool Holds(WindowId window) => window.Takeover == Takeover && _counters.Contains(window.Counter);

    public void Join(int counter) => _counters.Add(counter);

    public Reserve On(ExchangeNumber exchange)
    {
        var i = IndexOf(exchange);
        return i < 0 ? default : _parts[i].Held;
    }

    public void Add(BucketPart part)
    {
        var i = IndexOf(part.Exchange);
        if (i < 0)
        {
            _parts.Add(part);
            return;
        }

        var deadline = part.Deadline > _parts[i].Deadline ? part.Deadline : _parts[i].Deadline;
        _parts[i] = new(part.Exchange, _parts[i].Held + part.Held, deadline);
    }

    /// <summary>Returns by how much the bucket's worth fell.</summary>
    public Reserve Settle(ExchangeNumber exchange, Reserve bid)
    {
        var i = IndexOf(exchange);
        if (i < 0)
        {
            return default;
        }

        var part = _parts[i];
        var taken = Reserve.Min(part.Held, bid);
        var left = part.Held - taken;
        if (left.Media.IsZero)
        {
            _parts.RemoveAt(i);
            return part.Held;
        }

        _parts[i] = part with { Held = left };
        return taken;
    }

    /// <summary>Closes the parts whose deadline has passed and returns what they still held.</summary>
    public Reserve Expire(TimeSpan now)
    {
        var voided = default(Reserve);
        for (var i = _parts.Count - 1; i >= 0; i--)
        {
            if (_parts[i].Deadline <= now)
            {
                voided += _parts[i].Held;
                _parts.RemoveAt(i);
            }
        }

        return voided;
    }

    private int IndexOf(ExchangeNumber exchange)
    {
        for (var i = 0; i < _parts.Count; i++)
        {
            if (_parts[i].Exchange == exchange)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>What bids on one exchange still hold, and when that part expires by the escrow's clock.</summary>
internal readonly record struct BucketPart(ExchangeNumber Exchange, Reserve Held, TimeSpan Deadline);
