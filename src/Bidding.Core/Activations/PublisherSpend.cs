using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using NodaTime;

namespace Bidding.Core.Activations;

/// <summary>
/// What a campaign has posted on each publisher in the present hour and day, by the keys that its bids' tokens bring back, and which of them have reached its limit. A limit that
/// steers and does not guard: what is already bid when it is reached still posts, and a successor begins anew. Runs on its activation's scheduler.
/// </summary>
public sealed class PublisherSpend
{
    /// <summary>More publishers than a campaign meets in a day; what comes beyond goes unlimited until the period ends. Some 3 MB.</summary>
    private const int PublishersMax = 65_536;

    /// <summary>Told to gateways with every lease: those that spent the most first.</summary>
    private const int ToldMax = 4_096;

    private readonly Tally _hour = new();
    private readonly Tally _day = new();
    private ulong[] _reached = [];
    private PublisherLimit? _limit;
    private Tally? _tally;
    private int _revision;

    /// <summary>Entries that have become durable, and the notices they came of.</summary>
    public void Booked(IReadOnlyList<Notice> notices, IReadOnlyList<LedgerEntry> entries, DayCalendar calendar, Instant at)
    {
        ArgumentNullException.ThrowIfNull(notices);
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(calendar);
        var publishers = new Dictionary<BidId, ulong>();
        foreach (var notice in notices)
        {
            if (notice.Token.Publisher != 0)
            {
                publishers[notice.Token.Bid] = notice.Token.Publisher;
            }
        }

        if (publishers.Count == 0)
        {
            return;
        }

        Follow(calendar, at);
        foreach (var entry in entries)
        {
            if (entry.Kind is not (EntryKind.Post or EntryKind.Correction) || entry.Debit.Kind == AccountKind.Revenue)
            {
                continue;
            }

            if (publishers.TryGetValue(entry.Bid, out var publisher))
            {
                var amount = entry.Credit.Kind == AccountKind.MediaCost ? -entry.Amount : entry.Amount;
                _hour.Add(publisher, amount);
                _day.Add(publisher, amount);
            }
        }
    }

    /// <summary>Keys of the publishers at their limit now, ascending; the same array while nothing changes.</summary>
    public ulong[] Reached(PublisherLimit? limit, DayCalendar calendar, Instant at)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        if (limit is null)
        {
            return [];
        }

        Follow(calendar, at);
        var tally = limit.Per == LimitPeriod.Hour ? _hour : _day;
        if (tally != _tally || tally.Revision != _revision || limit != _limit)
        {
            (_tally, _revision, _limit) = (tally, tally.Revision, limit);
            ulong[] reached = [.. tally.AtLeast(limit.Amount).Take(ToldMax).Order()];
            _reached = reached.AsSpan().SequenceEqual(_reached) ? _reached : reached;
        }

        return _reached;
    }

    private void Follow(DayCalendar calendar, Instant at)
    {
        _hour.Begin(calendar.StartOfHour(at));
        _day.Begin(calendar.StartOfDay(at));
    }

    private sealed class Tally
    {
        private readonly Dictionary<ulong, Money> _posted = [];
        private Instant _start = Instant.MinValue;

        public int Revision { get; private set; }

        public void Begin(Instant start)
        {
            if (start > _start)
            {
                _start = start;
                _posted.Clear();
                Revision++;
            }
        }

        public void Add(ulong publisher, Money amount)
        {
            if (_posted.TryGetValue(publisher, out var known) || _posted.Count < PublishersMax)
            {
                _posted[publisher] = known + amount;
                Revision++;
            }
        }

        public IEnumerable<ulong> AtLeast(Money amount) =>
            _posted.Where(posted => posted.Value >= amount).OrderByDescending(posted => posted.Value.Nanos).Select(posted => posted.Key);
    }
}
