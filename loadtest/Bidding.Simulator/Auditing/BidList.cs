namespace Bidding.Simulator.Auditing;

/// <summary>One bid as the auditor knows it.</summary>
internal sealed class AuditedBid
{
    public required BidSent Sent { get; init; }
    public required int Day { get; init; }

    /// <summary>Until when it counts as reserved: its notice window, or for a notice taken in time, its way to the ledger.</summary>
    public long HeldUntilMs { get; set; }

    /// <summary>What still counts as reserved.</summary>
    public long Held { get; set; }
    public long Posted { get; set; }
    public bool IsPosted { get; set; }
    public bool IsPostedInTime { get; set; }
    public bool IsReleased { get; set; }
    public bool IsProvisional { get; set; }
    public List<NoticeAccepted> Notices { get; } = [];

    /// <summary>Rows about it, by kind.</summary>
    public Dictionary<int, int> Rows { get; } = [];
    public HashSet<string> Orders { get; } = [];
    public long ClickStampMs { get; set; }
    public long Billed { get; set; }
    public long Unbilled { get; set; }
    public long Owed { get; set; }
}

/// <summary>All bids of a campaign, what they hold, and when that ends by itself.</summary>
internal sealed class BidList(AuditTerms terms)
{
    private readonly Dictionary<string, AuditedBid> _bids = new(StringComparer.Ordinal);
    private readonly PriorityQueue<AuditedBid, long> _ends = new();
    private readonly Dictionary<int, long> _heldOn = [];

    /// <summary>Reserved now, by bids whose notices may still come in time.</summary>
    public long Held { get; private set; }
    public long HeldOn(int day) => _heldOn.GetValueOrDefault(day);
    public IEnumerable<AuditedBid> All => _bids.Values;
    public AuditedBid? Find(string bid) => _bids.GetValueOrDefault(bid);

    public long WindowMs(AuditedBid bid) => terms.NoticeWindowMs[bid.Sent.Exchange];

    public void Add(BidSent sent, int day)
    {
        var bid = new AuditedBid { Sent = sent, Day = day, HeldUntilMs = sent.AtMs + terms.NoticeWindowMs[sent.Exchange] };
        _bids.Add(sent.Bid, bid);
        Hold(bid, sent.Reserve);
        _ends.Enqueue(bid, bid.HeldUntilMs);
    }

    public void Accept(NoticeAccepted accepted)
    {
        if (Find(accepted.Bid) is not { } bid)
        {
            return;
        }

        bid.Notices.Add(accepted);
        if (accepted.AtMs <= bid.Sent.AtMs + WindowMs(bid) && accepted.Kind is 1 or 2 or 4)
        {
            bid.HeldUntilMs = Math.Max(bid.HeldUntilMs, accepted.AtMs + terms.SlackMs);
        }
    }

    /// <summary>Lets go of what has run out.</summary>
    public void Advance(long nowMs)
    {
        while (_ends.TryPeek(out var bid, out var at) && at < nowMs)
        {
            _ends.Dequeue();
            if (bid.HeldUntilMs >= nowMs)
            {
                _ends.Enqueue(bid, bid.HeldUntilMs);
            }
            else
            {
                Hold(bid, 0);
            }
        }
    }

    public void Hold(AuditedBid bid, long amount)
    {
        Held += amount - bid.Held;
        _heldOn[bid.Day] = HeldOn(bid.Day) + amount - bid.Held;
        bid.Held = amount;
    }
}
