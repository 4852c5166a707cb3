using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Tests.Escrow;

/// <summary>
/// One campaign, three gateways with real leases, activations that crash, hand over and linger, and messages that get lost: driven by commands, watched by an auditor that
/// keeps its own list of bids and knows nothing of windows, marks or inheritance.
/// </summary>
internal sealed class EscrowWorld
{
    private const int Gateways = 3;
    private static readonly EscrowSettings Settings = new();
    private static readonly TimeSpan[] NoticeWindows = [TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60)];
    private readonly List<Bid> _bids = [];
    private readonly Lease?[] _leases = new Lease?[Gateways];
    private readonly List<WindowReport>[] _reports = [[], [], []];
    private readonly List<(TimeSpan Since, Money Limit)> _limits = [];
    private TimeSpan _now = TimeSpan.FromSeconds(1);
    private BudgetDay _day = new(20_000);
    private Money _late;
    private readonly Dictionary<BudgetDay, Money> _lateOn = [];
    private Activation _live;
    private Activation? _zombie;

    // What is durable: the stream's books and its head's mark and takeover.
    private readonly CampaignBooks _books = new();
    private Money _mark;
    private int _takeover;
    private long _seq;

    public EscrowWorld(long limit, long? daily)
    {
        Edit(limit, daily);
        _live = TakeOver(null);
    }

    public int BidCount => _bids.Count;
    public int PostCount { get; private set; }
    public int LateCount { get; private set; }
    public int TakeoverCount => _takeover;
    public Money Posted => _books.Posted;
    public Money Limit => _limits[^1].Limit;

    public void Step(int command, int a, int b)
    {
        switch (command % 16)
        {
            case 0 or 1 or 2:
                AskLease(a % Gateways, reachesCampaign: b % 7 != 0, replyArrives: b % 11 != 0, _live);
                break;
            case 3 or 4 or 5 or 6:
                for (var i = 0; i <= a % 6; i++)
                {
                    PlaceBid(b % Gateways, exchange: (a + i) % 2, price: 1 + ((a * 7) + b) % 40);
                }

                break;
            case 7 or 8:
                Settle(Pick(a), post: b % 3 != 0, part: b);
                break;
            case 9:
                SendReports(a % Gateways, isLost: b % 5 == 0);
                break;
            case 10:
                Pass(TimeSpan.FromMilliseconds(a * b));
                break;
            case 11:
                Pass(TimeSpan.FromSeconds(a % 40));
                break;
            case 12:
                PostLate(Pick(a), b);
                break;
            case 13 when a % 3 == 0:
                Crash(leavesZombie: b % 2 == 0);
                break;
            case 13 when a % 3 == 1:
                HandOver();
                break;
            case 14 when _zombie is not null:
                AskLease(a % Gateways, true, true, _zombie);
                break;
            case 15 when a % 4 == 0:
                // Mostly more to spend, now and then less than is spent already.
                var spent = a % 16 == 0 ? _books.Posted.Nanos - b : _books.Posted.Nanos + 300 + (b * 20);
                Edit(Math.Max(0, spent), a % 8 == 0 ? _books.PostedOn(_day).Nanos + 100 + (b * 5) : null);
                break;
            case 15 when a % 4 == 1:
                Midnight();
                break;
            case 15 when a % 4 == 2:
                // The gateway restarts: a new incarnation, and its lease is never reported.
                _leases[b % Gateways] = null;
                _reports[b % Gateways].Clear();
                break;
            default:
                Pass(TimeSpan.FromMilliseconds(b));
                break;
        }

        Assert.True(_mark >= _books.Posted + _live.Escrow.Outstanding.Media, $"mark {_mark} is below posted {_books.Posted} and outstanding {_live.Escrow.Outstanding.Media}");
        Assert.False(_live.Escrow.Outstanding.Media.IsNegative);
        Assert.False(_live.Escrow.OutstandingOn(_day).Media.IsNegative);
    }

    private void AskLease(int gateway, bool reachesCampaign, bool replyArrives, Activation at)
    {
        Seal(gateway);
        if (!reachesCampaign)
        {
            return;
        }

        var request = new LeaseRequest
        {
            Campaign = new(1),
            Gateway = gateway + 1,
            WantsLease = true,
            Placed = new(30),
            Refused = new(10),
            LargestBid = new(40),
            Opportunities = 5,
            Reports = [.. _reports[gateway]],
        };
        at.Demand.Seen(request, _now);
        foreach (var report in request.Reports)
        {
            at.Escrow.Report(report, e => NoticeWindows[e.Value]);
        }

        if (_now - at.ProvedAt < Settings.Authority && Grant(at, request) is { } grant && replyArrives)
        {
            // Sent some milliseconds before the campaign saw it.
            _leases[gateway] = new Lease(grant, (long)(_now + grant.Duration).TotalMilliseconds - 3, exchangeNumberMax: 1);
            _reports[gateway].Clear();
        }
    }

    private LeaseGrant? Grant(Activation at, LeaseRequest request)
    {
        var room = BudgetRoom.Of(at.Books.Terms!, at.Books, at.Escrow, _day, 0);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var decision = GrantRule.Decide(
                request, room, at.Demand, at.Books.Posted + at.Escrow.Outstanding.Media, at.Escrow.Leased, at.Mark, TimeSpan.FromHours(1), Settings, _now);
            if (decision.IsGranted)
            {
                var id = new WindowId(at.Takeover, ++at.Windows);
                at.Escrow.Grant(id, request.Gateway, _day, decision.Amount, decision.Bids, Money.Zero, _now, decision.Duration, NoticeWindows.Max());
                return new(id, _day, decision.Amount, decision.Bids, decision.Duration);
            }

            if (decision.Denial != LeaseDenial.None || at != _live)
            {
                // An activation that lost its stream can not raise the mark.
                return null;
            }

            _mark = at.Mark = Money.Max(_mark, decision.MarkWanted);
            at.ProvedAt = _now;
        }

        return null;
    }

    private void PlaceBid(int gateway, int exchange, long price)
    {
        if (_leases[gateway] is not { } lease || !lease.TryReserve(new(exchange), new(price), (long)_now.TotalMilliseconds))
        {
            return;
        }

        _bids.Add(new(lease.Window, lease.Day, new(exchange), new(price), _now));
        Audit(lease.Day);
    }

    // Promise 1, from the auditor's own list: posted in time, and whatever a notice in time may still post.
    private void Audit(BudgetDay day)
    {
        var reserved = Money.Zero;
        var reservedToday = Money.Zero;
        foreach (var bid in _bids)
        {
            if (!bid.IsSettled && MayStillCome(bid))
            {
                reserved += bid.Price;
                reservedToday += bid.Day == day ? bid.Price : Money.Zero;
            }
        }

        // A lease outlives the edit that lowers a limit by one window; an activation that was taken over does not hear of it while its authority lasts.
        var grace = _zombie is null ? Settings.WindowMax : Settings.WindowMax + Settings.Authority;
        var limit = _limits.Where((l, i) => i == _limits.Count - 1 || _limits[i + 1].Since > _now - grace).Max(l => l.Limit);
        Assert.True(_books.Posted - _late + reserved <= limit, $"posted {_books.Posted} (late {_late}) and reserved {reserved} exceed {limit}");
        if (_books.Terms!.MediaDaily is { } daily && _dailySince <= _now - grace)
        {
            var late = _lateOn.GetValueOrDefault(day);
            Assert.True(_books.PostedOn(day) - late + reservedToday <= daily, $"of the day: posted {_books.PostedOn(day)} and reserved {reservedToday} exceed {daily}");
        }
    }

    private TimeSpan _dailySince;

    private bool MayStillCome(Bid bid) => _now <= bid.PlacedAt + NoticeWindows[bid.Exchange.Value] + Settings.Slack;

    private Bid? Pick(int a)
    {
        var open = _bids.Where(b => !b.IsSettled && MayStillCome(b)).ToList();
        return open.Count == 0 ? null : open[a % open.Count];
    }

    private void Settle(Bid? bid, bool post, int part)
    {
        if (bid is null)
        {
            return;
        }

        bid.IsSettled = true;
        bid.IsPosted = post;
        var settlement = new Settlement(bid.Window, bid.Exchange, new(bid.Price, Money.Zero));
        if (post)
        {
            var amount = new Money(Math.Max(0, bid.Price.Nanos - (part % 5)));
            var taken = Money.Min(_live.Escrow.Held(bid.Window, bid.Exchange).Media, bid.Price);
            Post(bid.Day, amount);
            RaiseMark(amount - taken);
            PostCount++;
        }

        _live.Escrow.Settle(settlement);
    }

    // A notice after its window, also of a bid whose loss came before.
    private void PostLate(Bid? bid, int b)
    {
        bid ??= _bids.FirstOrDefault(x => !x.IsPosted && !MayStillCome(x));
        if (bid is null || MayStillCome(bid) || bid.IsPosted)
        {
            return;
        }

        // A released bid has given its reserve back already.
        var taken = bid.IsSettled ? Money.Zero : Money.Min(_live.Escrow.Held(bid.Window, bid.Exchange).Media, bid.Price);
        var amount = new Money(Math.Max(0, bid.Price.Nanos - (b % 3)));
        Post(bid.Day, amount);
        RaiseMark(amount - taken);
        if (!bid.IsSettled)
        {
            _live.Escrow.Settle(new(bid.Window, bid.Exchange, new(bid.Price, Money.Zero)));
        }

        bid.IsSettled = bid.IsPosted = true;
        _late += amount;
        _lateOn[bid.Day] = _lateOn.GetValueOrDefault(bid.Day) + amount;
        LateCount++;
    }

    private void RaiseMark(Money by)
    {
        if (by.IsPositive)
        {
            _mark = _live.Mark = _mark + by;
        }
    }

    private void SendReports(int gateway, bool isLost)
    {
        Seal(gateway);
        foreach (var report in _reports[gateway])
        {
            if (!isLost)
            {
                _live.Escrow.Report(report, e => NoticeWindows[e.Value]);
            }
        }
    }

    private void Seal(int gateway)
    {
        if (_leases[gateway] is { } lease)
        {
            _reports[gateway].Add(lease.Seal());
            _leases[gateway] = null;
        }
    }

    private void Pass(TimeSpan time)
    {
        _now += time;
        var inherited = _live.Escrow.Inherited.Media.IsPositive;
        _live.Escrow.Expire(_now);
        if (inherited && _live.Escrow.Inherited.Media.IsZero)
        {
            _mark = _live.Mark = Money.Min(_mark, _books.Posted + _live.Escrow.Outstanding.Media);
        }

        if (_now - _live.ProvedAt >= Settings.AuthorityRenewal)
        {
            _live.ProvedAt = _now;
        }

        _zombie?.Escrow.Expire(_now);
    }

    private void Crash(bool leavesZombie)
    {
        // One that crashed earlier may linger too; two at once would only share what one of them may do.
        if (_zombie is { } older && _now - older.ProvedAt < Settings.Authority)
        {
            leavesZombie = false;
        }

        var lost = _live;
        _live = TakeOver(null);
        if (leavesZombie)
        {
            lost.Books = BooksSnapshot.Read(BooksSnapshot.Write(_books));
            _zombie = lost;
        }
    }

    private void HandOver()
    {
        var handover = EscrowHandover.Write(_live.Escrow, _now);
        _mark = _books.Posted + _live.Escrow.Outstanding.Media;
        _live = TakeOver(handover);
    }

    private Activation TakeOver(string? handover)
    {
        _takeover++;
        Append(new LedgerEntry { Kind = EntryKind.Takeover, Key = EventKeys.OfStream(EntryKind.Takeover, _seq + 1), AtMs = 0, Value = new(_takeover) });
        var escrow = new CampaignEscrow(Settings);
        if (handover is not null)
        {
            // The test's clock runs on, an activation's starts at zero: times left are what counts.
            EscrowHandover.Restore(escrow, Shift(handover, _now));
        }
        else
        {
            var until = _now + Settings.Authority + Settings.WindowMax + Settings.Tmax + NoticeWindows.Max() + Settings.Slack;
            escrow.Inherit(new(_mark - _books.Posted, Money.Zero), until);
        }

        return new(_takeover, escrow, new GatewayDemand(Settings), _books) { Mark = _mark, ProvedAt = _now };
    }

    private void Midnight()
    {
        // Windows are cut at midnight: what is leased ends before the day does.
        for (var gateway = 0; gateway < Gateways; gateway++)
        {
            Seal(gateway);
        }

        _day = _day.Next();
    }

    private void Edit(long limit, long? daily)
    {
        _limits.Add((_now, new(limit)));
        _dailySince = _now;
        var terms = new CampaignTerms
        {
            Version = _limits.Count,
            Advertiser = new(1),
            Currency = CurrencyCode.Usd,
            TimeZone = "UTC",
            Model = PricingModel.Cpc,
            MediaTotal = new(limit),
            MediaDaily = daily is { } d ? new Money(d) : null,
        };
        Append(new LedgerEntry { Kind = EntryKind.Limits, Key = EventKeys.OfStream(EntryKind.Limits, _seq + 1), AtMs = 0, Detail = TermsJson.Write(terms) });
    }

    private void Post(BudgetDay day, Money amount) => Append(new LedgerEntry
    {
        Kind = EntryKind.Post,
        Key = EventKeys.OfStream(EntryKind.Post, _seq + 1),
        AtMs = 0,
        Day = day,
        Amount = amount,
        Debit = new(AccountKind.MediaCost, 1),
        Credit = new(AccountKind.ExchangePayable, 1),
    });

    private void Append(LedgerEntry entry) => _books.Apply(entry with { Seq = ++_seq });

    private static string Shift(string handover, TimeSpan by)
    {
        var json = System.Text.Json.Nodes.JsonNode.Parse(handover)!.AsObject();
        void Add(System.Text.Json.Nodes.JsonNode node, string name) => node[name] = node[name]!.GetValue<long>() + (long)by.TotalMilliseconds;
        Add(json, "inherited_left_ms");
        foreach (var window in json["windows"]!.AsArray())
        {
            Add(window!, "end_left_ms");
            Add(window!, "left_ms");
        }

        foreach (var part in json["buckets"]!.AsArray().SelectMany(b => b!["parts"]!.AsArray()))
        {
            Add(part!, "left_ms");
        }

        return json.ToJsonString();
    }

    private sealed class Bid(WindowId window, BudgetDay day, ExchangeNumber exchange, Money price, TimeSpan placedAt)
    {
        public WindowId Window => window;
        public BudgetDay Day => day;
        public ExchangeNumber Exchange => exchange;
        public Money Price => price;
        public TimeSpan PlacedAt => placedAt;
        public bool IsSettled { get; set; }
        public bool IsPosted { get; set; }
    }

    private sealed class Activation(int takeover, CampaignEscrow escrow, GatewayDemand demand, CampaignBooks books)
    {
        public int Takeover => takeover;
        public CampaignEscrow Escrow => escrow;
        public GatewayDemand Demand => demand;
        public CampaignBooks Books { get; set; } = books;
        public Money Mark { get; set; }
        public TimeSpan ProvedAt { get; set; }
        public int Windows { get; set; }
    }
}
