namespace Bidding.Simulator.Auditing;

/// <summary>
/// Promise 1: whenever a bid is sent, what is posted in time and what is reserved stay within a limit in force, in total and of the bid's day; and the head's mark always
/// covers all of it.
/// </summary>
internal sealed class SpendAudit(BidList bids, LimitHistory limits, Action<int, long, string> report)
{
    private readonly Dictionary<int, long> _postedOn = [];
    private long _posted;
    private long _postedAll;
    private long _mark;

    /// <summary>In time.</summary>
    public long Posted => _posted;

    public long PostedOn(int day) => _postedOn.GetValueOrDefault(day);

    public void Report(int promise, long atMs, string what) => report(promise, atMs, what);

    public void AfterBid(BidSent sent, int day)
    {
        bids.Advance(sent.AtMs);
        var total = limits.Allowed(sent.AtMs, t => t.MediaTotal);
        if (_posted + bids.Held > total)
        {
            report(1, sent.AtMs, $"posted {_posted} and reserved {bids.Held} exceed the limit of {total} in total, with bid {sent.Bid}");
        }

        var daily = limits.Allowed(sent.AtMs, t => t.MediaDaily);
        var postedToday = _postedOn.GetValueOrDefault(day);
        if (postedToday + bids.HeldOn(day) > daily)
        {
            report(1, sent.AtMs, $"posted {postedToday} and reserved {bids.HeldOn(day)} exceed the limit of {daily} of day {day}, with bid {sent.Bid}");
        }

        if (_postedAll + bids.Held > _mark)
        {
            report(1, sent.AtMs, $"posted {_postedAll} and reserved {bids.Held} exceed the mark of {_mark}, with bid {sent.Bid}");
        }
    }

    public void Head(HeadWritten head)
    {
        _mark = head.Mark;
        bids.Advance(head.AtMs);
        if (_postedAll + bids.Held > _mark)
        {
            report(1, head.AtMs, $"posted {_postedAll} and reserved {bids.Held} exceed the mark of {_mark} at row {head.Seq}");
        }
    }

    public void Row(RowWritten row)
    {
        if (row.Kind is not (Rows.Post or Rows.Correction or Rows.Release) || row.DebitKind == Rows.Revenue || bids.Find(row.Bid) is not { } bid)
        {
            return;
        }

        bids.Advance(row.AtMs);
        switch (row.Kind)
        {
            case Rows.Post:
                Post(bid, row);
                break;
            case Rows.Correction:
                Correct(bid, row);
                break;
            default:
                bid.IsReleased = true;
                bids.Hold(bid, 0);
                break;
        }
    }

    public void Quiet(QuietEnded quiet)
    {
        if (quiet.Outstanding != 0)
        {
            report(1, quiet.AtMs, $"{quiet.Outstanding} is still reserved although nothing can come any more: that much of the budget is lost to the campaign");
        }
    }

    private void Post(AuditedBid bid, RowWritten row)
    {
        // A post after a loss has nothing reserved any more: counted apart, as a late one is.
        bid.IsPostedInTime = !bid.IsReleased && IsInTime(bid, row);
        bid.IsPosted = true;
        bid.IsProvisional = (row.Traits & Rows.Provisional) != 0;
        bid.Posted = row.Amount;
        Count(bid, row.Amount, bid.IsPostedInTime);

        // What a provisional post leaves may still be asked for by the notice that counts.
        bids.Hold(bid, bid.IsProvisional ? Math.Max(0, bid.Held - row.Amount) : 0);
    }

    private void Correct(AuditedBid bid, RowWritten row)
    {
        var rise = row.CreditKind == Rows.Media ? -row.Amount : row.Amount;
        Count(bid, rise, bid.IsPostedInTime && (rise < 0 || IsInTime(bid, row)));
        bid.Posted += rise;
        bid.IsProvisional = false;
        bids.Hold(bid, 0);
    }

    private void Count(AuditedBid bid, long amount, bool inTime)
    {
        _postedAll += amount;
        if (inTime)
        {
            _posted += amount;
            _postedOn[bid.Day] = _postedOn.GetValueOrDefault(bid.Day) + amount;
        }
    }

    private bool IsInTime(AuditedBid bid, RowWritten row)
    {
        foreach (var notice in bid.Notices)
        {
            if (notice.StampMs == row.StampMs && notice.AtMs <= bid.Sent.AtMs + bids.WindowMs(bid))
            {
                return true;
            }
        }

        return false;
    }
}
