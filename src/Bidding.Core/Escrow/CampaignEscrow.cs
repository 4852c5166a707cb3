using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

public enum ReportOutcome : byte
{
    Applied = 0,

    /// <summary>Reported before, expired, or of an earlier activation: nothing changed, and the gateway need not repeat it.</summary>
    Unknown = 1,

    /// <summary>Claims more than was leased: ignored, the whole lease stays reserved until it expires.</summary>
    Exceeds = 2,
}

/// <summary>
/// The reserves of one campaign: open windows, reported windows merged into buckets, and what a takeover inherited. Decides nothing about limits. Times are of
/// <see cref="EscrowClock"/>; amounts in the campaign's currency. For one thread at a time.
/// </summary>
public sealed class CampaignEscrow(EscrowSettings settings)
{
    private readonly Dictionary<WindowId, OpenWindow> _open = [];
    private readonly List<ReportedBucket> _buckets = [];
    private readonly SortedDictionary<BudgetDay, Reserve> _days = [];
    private Reserve _windows;

    public EscrowSettings Settings => settings;

    /// <summary>What an earlier activation may still have out; counts in full against every limit and every day until <see cref="InheritedUntil"/>.</summary>
    public Reserve Inherited { get; private set; }
    public TimeSpan InheritedUntil { get; private set; }

    /// <summary>All windows' worth and what was inherited.</summary>
    public Reserve Outstanding => _windows + Inherited;

    /// <summary>Granted and not yet reported: leases in gateways' hands.</summary>
    public Money Leased
    {
        get
        {
            var sum = Money.Zero;
            foreach (var window in _open.Values)
            {
                sum += window.Worth.Media;
            }

            return sum;
        }
    }

    /// <summary>Windows that still hold something, reported ones merged.</summary>
    public int OpenCount => _open.Count + _buckets.Count;

    internal IReadOnlyDictionary<WindowId, OpenWindow> Open => _open;
    internal IReadOnlyList<ReportedBucket> Buckets => _buckets;

    /// <summary>The worth of a day's windows and what was inherited.</summary>
    public Reserve OutstandingOn(BudgetDay day) => (_days.TryGetValue(day, out var held) ? held : default) + Inherited;

    /// <summary>A takeover: all below the mark that is not posted may be out.</summary>
    public void Inherit(Reserve amount, TimeSpan until)
    {
        Inherited = amount;
        InheritedUntil = until;
    }

    /// <summary>Opens a window; limits, mark and authority are the caller's to check.</summary>
    /// <param name="longestNotice">The longest notice window of any exchange: an unreported window may have bid anywhere.</param>
    public void Grant(WindowId id, long gateway, BudgetDay day, Money amount, int bids, Money payoutEach, TimeSpan now, TimeSpan duration, TimeSpan longestNotice)
    {
        var window = new OpenWindow
        {
            Gateway = gateway,
            Day = day,
            Leased = amount,
            Bids = bids,
            PayoutEach = payoutEach,
            OpenedAt = now,
            EndsAt = now + duration,
            Deadline = now + duration + settings.Tmax + longestNotice + settings.Slack,
        };
        _open.Add(id, window);
        Change(day, window.Worth);
    }

    /// <summary>Takes a gateway's account of a window: the rest of the lease is void, what was placed stays reserved per exchange.</summary>
    public ReportOutcome Report(WindowReport report, Func<ExchangeNumber, TimeSpan> noticeWindow)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(noticeWindow);
        if (!_open.TryGetValue(report.Window, out var window))
        {
            return ReportOutcome.Unknown;
        }

        if (!Fits(report, window))
        {
            return ReportOutcome.Exceeds;
        }

        _open.Remove(report.Window);
        Change(window.Day, default(Reserve) - window.Worth);
        foreach (var placed in report.Placed)
        {
            var held = Reserve.Left(new(placed.Amount, window.PayoutEach * (window.PayoutEach.IsZero ? 0 : placed.Bids)), window.SettledOn(placed.Exchange));
            if (held.Media.IsPositive)
            {
                Hold(report.Window, window, new(placed.Exchange, held, window.EndsAt + settings.Tmax + noticeWindow(placed.Exchange) + settings.Slack));
            }
        }

        return ReportOutcome.Applied;
    }

    /// <summary>What a bid of this window on this exchange can still settle against; zero when the window is closed or unknown.</summary>
    public Reserve Held(WindowId window, ExchangeNumber exchange)
    {
        if (_open.TryGetValue(window, out var open))
        {
            return open.Worth;
        }

        return BucketOf(window)?.On(exchange) ?? default;
    }

    /// <summary>The thing that <see cref="Held"/> is a figure of, so that several bids of one batch can be counted against it; null when closed or unknown.</summary>
    internal object? HolderOf(WindowId window) => _open.TryGetValue(window, out var open) ? open : BucketOf(window);

    /// <summary>A bid's reserve leaves its window. Nothing changes when the window is closed or unknown.</summary>
    public void Settle(in Settlement settlement)
    {
        if (_open.TryGetValue(settlement.Window, out var open))
        {
            var before = open.Worth;
            open.Settle(settlement.Exchange, settlement.Bid);
            Change(open.Day, open.Worth - before);
        }
        else if (BucketOf(settlement.Window) is { } bucket)
        {
            Change(bucket.Day, default(Reserve) - bucket.Settle(settlement.Exchange, settlement.Bid));
            if (bucket.IsEmpty)
            {
                _buckets.Remove(bucket);
            }
        }
    }

    /// <summary>Closes what has passed its deadline. Queued notices must be applied before. Returns what was void.</summary>
    public Reserve Expire(TimeSpan now)
    {
        var voided = default(Reserve);
        foreach (var (id, window) in _open)
        {
            if (window.Deadline <= now)
            {
                voided += window.Worth;
                Change(window.Day, default(Reserve) - window.Worth);
                _open.Remove(id);
            }
        }

        for (var i = _buckets.Count - 1; i >= 0; i--)
        {
            var expired = _buckets[i].Expire(now);
            voided += expired;
            Change(_buckets[i].Day, default(Reserve) - expired);
            if (_buckets[i].IsEmpty)
            {
                _buckets.RemoveAt(i);
            }
        }

        if (Inherited != default && InheritedUntil <= now)
        {
            voided += Inherited;
            Inherited = default;
        }

        return voided;
    }

    internal void Restore(WindowId id, OpenWindow window)
    {
        _open.Add(id, window);
        Change(window.Day, window.Worth);
    }

    internal void Restore(ReportedBucket bucket)
    {
        _buckets.Add(bucket);
        foreach (var part in bucket.Parts)
        {
            Change(bucket.Day, part.Held);
        }
    }

    private static bool Fits(WindowReport report, OpenWindow window)
    {
        var sum = Money.Zero;
        foreach (var placed in report.Placed)
        {
            if (placed.Amount.IsNegative || placed.Bids < 0 || placed.Amount > window.Leased)
            {
                return false;
            }

            sum += placed.Amount;
        }

        return sum <= window.Leased;
    }

    private void Hold(WindowId id, OpenWindow window, BucketPart part)
    {
        var second = (long)window.OpenedAt.TotalSeconds;
        var bucket = _buckets.Find(b => b.OpenedSecond == second && b.Day == window.Day && b.Takeover == id.Takeover);
        if (bucket is null)
        {
            bucket = new ReportedBucket { Takeover = id.Takeover, Day = window.Day, OpenedSecond = second };
            _buckets.Add(bucket);
        }

        bucket.Join(id.Counter);
        bucket.Add(part);
        Change(window.Day, part.Held);
    }

    private ReportedBucket? BucketOf(WindowId window)
    {
        foreach (var bucket in _buckets)
        {
            if (bucket.Holds(window))
            {
                return bucket;
            }
        }

        return null;
    }

    private void Change(BudgetDay day, Reserve by)
    {
        if (by == default)
        {
            return;
        }

        _windows += by;
        var held = (_days.TryGetValue(day, out var before) ? before : default) + by;
        if (held == default)
        {
            _days.Remove(day);
        }
        else
        {
            _days[day] = held;
        }
    }
}
