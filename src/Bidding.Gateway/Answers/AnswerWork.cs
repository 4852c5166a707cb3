namespace Bidding.Gateway.Answers;

/// <summary>The bids of one answer, prepared, by seat. Reused; one thread at a time.</summary>
internal sealed class AnswerWork
{
    private readonly List<PreparedBid> _bids = [];
    private readonly List<string> _seats = [];

    public string RequestId { get; private set; } = "";
    public string Currency { get; private set; } = "";

    public int Count { get; private set; }

    /// <summary>In the order of their first bids; "" for none.</summary>
    public List<string> Seats => _seats;

    public PreparedBid this[int index] => _bids[index];

    public void Begin(string requestId, string currency)
    {
        RequestId = requestId;
        Currency = currency;
        Count = 0;
        _seats.Clear();
    }

    public PreparedBid Add(string seat)
    {
        if (Count == _bids.Count)
        {
            _bids.Add(new());
        }

        var number = _seats.IndexOf(seat);
        if (number < 0)
        {
            number = _seats.Count;
            _seats.Add(seat);
        }

        var bid = _bids[Count++];
        bid.Seat = number;
        return bid;
    }
}

/// <summary>One bid ready to be written.</summary>
internal sealed class PreparedBid
{
    public BidSlots Slots { get; } = new();
    public BidTemplate Template { get; set; } = new([]);
    public string ImpId { get; set; } = "";

    /// <summary>Per mille.</summary>
    public double Price { get; set; }

    /// <summary>"" in the open auction.</summary>
    public string DealId { get; set; } = "";
    public int ExpSeconds { get; set; }

    /// <summary>Index into <see cref="AnswerWork.Seats"/>.</summary>
    public int Seat { get; set; }

    /// <summary>Bytes of the encoded bid; the protobuf writer's own.</summary>
    public int Size { get; set; }
}
