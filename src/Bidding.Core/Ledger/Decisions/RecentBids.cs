using Bidding.Core.Ids;
using Bidding.Core.Tokens;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>
/// What a stream holds of the bids of its latest windows, so that most notices are decided without reading the ledger. It is complete, not a guess: only the activation that
/// granted a window may append anything about that window's bids, so what it appended itself is all there is, until another takes the stream over, and then it appends no
/// more. Bids of other or older windows are looked up. Bounded by age and number; for one thread at a time.
/// </summary>
/// <param name="takeover">Of the activation that keeps it.</param>
/// <param name="keep">How long after a window's first notice its bids are kept: nearly all notices of a bid come within seconds.</param>
/// <param name="bidsMax">Beyond this the oldest windows go first.</param>
public sealed class RecentBids(int takeover, TimeSpan keep, int bidsMax)
{
    private readonly Dictionary<BidId, List<LedgerEntry>> _entries = [];
    private readonly SortedDictionary<int, Window> _windows = [];
    private int _completeFrom;

    /// <summary>Bids kept.</summary>
    public int Count => _entries.Count;

    /// <summary>Whether <see cref="EntriesOf"/> is all that the stream holds of this bid.</summary>
    public bool IsComplete(in BidToken token) => token.Window.Takeover == takeover && token.Window.Counter >= _completeFrom;

    /// <summary>In order of seq.</summary>
    public IReadOnlyList<LedgerEntry> EntriesOf(BidId bid) => _entries.TryGetValue(bid, out var entries) ? entries : [];

    /// <summary>Keeps what became durable of a batch. Every append about bids must come here, or it is not complete.</summary>
    /// <param name="notices">What was decided.</param>
    /// <param name="entries">What was appended for it.</param>
    /// <param name="now">Of any clock that never goes back.</param>
    public void Add(IReadOnlyList<Notice> notices, IReadOnlyList<LedgerEntry> entries, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(notices);
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var notice in notices)
        {
            if (IsComplete(notice.Token) && !_entries.ContainsKey(notice.Token.Bid))
            {
                _entries.Add(notice.Token.Bid, new(3));
                WindowOf(notice.Token.Window.Counter, now).Bids.Add(notice.Token.Bid);
            }
        }

        foreach (var entry in entries)
        {
            if (!entry.Bid.IsNone && _entries.TryGetValue(entry.Bid, out var kept))
            {
                kept.Add(entry);
            }
        }

        Forget(now);
    }

    /// <summary>Lets go of what is old, or too much.</summary>
    public void Forget(TimeSpan now)
    {
        while (_windows.Count > 0)
        {
            var (counter, window) = _windows.First();
            if (_entries.Count <= bidsMax && now - window.FirstNoticeAt <= keep)
            {
                return;
            }

            _completeFrom = counter + 1;
            _windows.Remove(counter);
            window.Bids.ForEach(bid => _entries.Remove(bid));
        }
    }

    private Window WindowOf(int counter, TimeSpan now)
    {
        if (!_windows.TryGetValue(counter, out var window))
        {
            _windows.Add(counter, window = new(now, []));
        }

        return window;
    }

    private sealed record Window(TimeSpan FirstNoticeAt, List<BidId> Bids);
}
