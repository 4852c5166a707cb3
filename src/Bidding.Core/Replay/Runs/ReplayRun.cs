using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Logs;

namespace Bidding.Core.Replay.Runs;

/// <summary>
/// Replays a day of auctions against campaigns: every auction goes to one of the nodes, whose campaigns bid value times multiplier within their leases; the highest bid meets
/// the market of the log; notices come after their delay; controllers step each second of the log. One run per instance; for one thread; allocates nothing per auction.
/// </summary>
public sealed class ReplayRun
{
    private const long StepMs = 1_000;
    private const long MarkMs = 5_000;
    private const double NanosPerCpm = 1e6;

    private readonly ReplayOptions _options;
    private readonly Seat[] _seats;
    private readonly NoticeLine _notices = new();
    private ReplayRandom _random;
    private long _stepAtMs = StepMs;
    private long _markAtMs = MarkMs;
    private long _auctions;

    public ReplayRun(IReadOnlyList<ReplayCampaign> campaigns, ReplayOptions options)
    {
        ArgumentNullException.ThrowIfNull(campaigns);
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _seats = [.. campaigns.Select(campaign => new Seat(campaign, options.Nodes))];
        _random = new(options.Seed);
        foreach (var seat in _seats)
        {
            seat.Step(0);
        }
    }

    /// <summary>Auctions so far.</summary>
    public long Auctions => _auctions;

    /// <summary>Takes the next row of the log, spread up to <paramref name="untilMs"/>, the next row's time.</summary>
    public void Take(in AuctionRow row, long untilMs)
    {
        if (row.Count == 1)
        {
            Auction(row, row.TimeMs);
            return;
        }

        var gap = Math.Max(0, untilMs - row.TimeMs) / (double)row.Count;
        for (var i = 0; i < row.Count; i++)
        {
            Auction(row, row.TimeMs + (long)(gap * i));
        }
    }

    /// <summary>Ends the day: what is under way is settled, and the report made.</summary>
    public ReplayReport End(TimeSpan took)
    {
        Advance(long.MaxValue, steps: false);
        foreach (var seat in _seats)
        {
            seat.Tally.Mark(seat.Campaign.EndMs);
        }

        return new([.. _seats.Select(seat => seat.Report())], _auctions, took);
    }

    private void Auction(in AuctionRow row, long nowMs)
    {
        Advance(nowMs, steps: true);
        _auctions++;
        var node = _options.Nodes == 1 ? 0 : (int)(_random.NextDouble() * _options.Nodes);
        var hour = (int)(nowMs / 3_600_000);
        var best = -1;
        var bestBid = 0L;
        for (var i = 0; i < _seats.Length; i++)
        {
            var seat = _seats[i];
            if (!seat.IsAlways && !seat.Campaign.Serves(nowMs))
            {
                continue;
            }

            var levers = seat.LeversAt(node, nowMs);
            seat.See(hour, levers);
            if (levers.Participation < 1 && _random.NextDouble() >= levers.Participation)
            {
                continue;
            }

            var bid = Math.Min(seat.Value.At(row) * levers.Multiplier, seat.BidMost);
            if (bid > bestBid)
            {
                best = i;
                bestBid = (long)bid;
            }
        }

        var floor = row.FloorCpm * NanosPerCpm;
        if (best >= 0 && bestBid > 0 && bestBid >= floor)
        {
            Bid(_seats[best], best, node, bestBid, row, nowMs, hour);
        }
    }

    private void Bid(Seat seat, int index, int node, long bid, in AuctionRow row, long nowMs, int hour)
    {
        if (!seat.Purse.TryReserve(node, bid, nowMs))
        {
            return;
        }

        seat.Tally.Bids++;
        var market = row.MarketCpm * NanosPerCpm;
        var notice = new PendingNotice { DueMs = nowMs + _options.NoticeDelayMs, Campaign = index, Reserve = bid, Cost = -1 };
        if (bid > market)
        {
            var least = Math.Max(market, row.FloorCpm * NanosPerCpm);
            notice.Cost = _options.IsFirstPrice ? bid : Math.Min(bid, (long)Math.Round(least));
            var value = seat.Value.At(row);
            notice.Critical = Math.Max(1, least) / value;
            seat.Won(row, nowMs, hour, notice.Cost);
        }

        if (_options.NoticeDelayMs == 0)
        {
            seat.Settle(notice);
        }
        else
        {
            _notices.Add(notice);
        }
    }

    private void Advance(long nowMs, bool steps)
    {
        while (steps && _stepAtMs <= nowMs)
        {
            Notices(_stepAtMs);
            foreach (var seat in _seats)
            {
                seat.Step(_stepAtMs);
            }

            if (_stepAtMs >= _markAtMs)
            {
                Mark(_stepAtMs);
            }

            _stepAtMs += StepMs;
        }

        Notices(nowMs);
    }

    private void Notices(long nowMs)
    {
        while (_notices.TryTake(nowMs, out var notice))
        {
            _seats[notice.Campaign].Settle(notice);
        }
    }

    private void Mark(long nowMs)
    {
        foreach (var seat in _seats)
        {
            seat.Tally.Mark(nowMs);
        }

        _markAtMs = nowMs + MarkMs;
    }

    /// <summary>A campaign at the table.</summary>
    private sealed class Seat(ReplayCampaign campaign, int nodes)
    {
        // A window of moderate demand.
        private const long LeverMs = 1_000;
        private readonly PacingChoice[] _levers = new PacingChoice[nodes];
        private readonly long[] _leversUntil = new long[nodes];
        private PacingChoice _choice;
        private long _wins;

        public ReplayCampaign Campaign { get; } = campaign;
        public ReplayValue Value { get; } = campaign.Value;
        public long BidMost { get; } = campaign.BidMost;
        public bool IsAlways { get; } = campaign is { StartMs: 0, EndMs: ReplayCampaign.DayMs, Hours: null };
        public ReplayPurse Purse { get; } = new(campaign.Budget.Nanos, nodes, campaign.HourlyLimit?.Nanos);
        public CampaignTally Tally { get; } = new();

        /// <summary>As a node has them: those of its last lease, which it asks for anew while it has opportunities.</summary>
        public PacingChoice LeversAt(int node, long nowMs)
        {
            if (_levers.Length == 1)
            {
                return _choice;
            }

            if (nowMs >= _leversUntil[node])
            {
                _levers[node] = _choice;
                _leversUntil[node] = nowMs + LeverMs;
            }

            return _levers[node];
        }

        public void Step(long nowMs)
        {
            if (nowMs < Campaign.StartMs || nowMs > Campaign.EndMs)
            {
                return;
            }

            _choice = Campaign.Controller.Step(new PacingView
            {
                At = nowMs / 1000.0,
                End = Campaign.EndMs / 1000.0,
                Budget = Purse.Budget,
                Spent = Purse.Posted,
                Outstanding = Purse.Reserved,
                Opportunities = Tally.Opportunities,
                Placed = Purse.Placed,
                Wins = _wins,
                Bids = Tally.Bids,
            });
        }

        public void See(int hour, in PacingChoice levers)
        {
            Tally.Opportunities++;
            ref var tally = ref Tally.Hours[hour];
            tally.Opportunities++;
            tally.Multipliers += levers.Multiplier;
            tally.Participations += levers.Participation;
        }

        public void Won(in AuctionRow row, long nowMs, int hour, long cost)
        {
            Tally.Spent += cost;
            Tally.Hours[hour].Spent += cost;
            Tally.Impressions++;
            Tally.Clicks += row.Clicks;
            Tally.Conversions += row.Conversions;
            Tally.Value += Campaign.Result.At(row);
            Tally.LastServingMs = nowMs;
            if (Tally.FirstServingMs < 0)
            {
                Tally.FirstServingMs = nowMs;
            }
        }

        public void Settle(in PendingNotice notice)
        {
            Purse.Settle(notice.Reserve, Math.Max(0, notice.Cost));
            if (notice.Cost >= 0)
            {
                _wins++;
                Campaign.Controller.SeeWin(notice.Critical, notice.Cost);
            }
        }

        public CampaignResult Report()
        {
            var course = Tally.Course(Campaign.Budget.Nanos).ToList();
            var hours = Tally.Hours.Length;
            while (hours > 24 && Tally.Hours[hours - 1].Opportunities == 0)
            {
                hours--;
            }

            return new()
            {
                Id = Campaign.Id,
                Budget = Campaign.Budget,
                Spent = new(Tally.Spent),
                Opportunities = Tally.Opportunities,
                Impressions = Tally.Impressions,
                Clicks = Tally.Clicks,
                Conversions = Tally.Conversions,
                Value = Tally.Value,
                MaxDeviation = course.Count == 0 ? 0 : course.Max(mark => Math.Abs(mark.Spent - mark.Planned)),
                FirstServingMs = Tally.FirstServingMs < 0 ? null : Tally.FirstServingMs,
                LastServingMs = Tally.LastServingMs < 0 ? null : Tally.LastServingMs,
                Hourly = [.. Enumerable.Range(0, hours).Select(Hour)],
                Course = course,
            };
        }

        private ReplayHour Hour(int hour)
        {
            var tally = Tally.Hours[hour];
            var planned = Tally.Opportunities > 0 ? (long)((Int128)Campaign.Budget.Nanos * tally.Opportunities / Tally.Opportunities) : 0;
            var count = Math.Max(1, tally.Opportunities);
            return new(hour, new(planned), new(tally.Spent), tally.Opportunities, tally.Multipliers / count, tally.Participations / count);
        }
    }
}
