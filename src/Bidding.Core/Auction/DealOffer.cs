using Bidding.Core.Amounts;

namespace Bidding.Core.Auction;

/// <summary>A deal of an imp: its floor, auction type, seats and advertisers replace the imp's. Reusable; one request at a time.</summary>
public sealed class DealOffer
{
    /// <summary>As the exchange wrote it: the bid's <c>dealid</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>The deal's value in the snapshot's vocabulary; -1: no campaign knows it. Set by <see cref="ImpFeatures.AddDeal"/>.</summary>
    internal int ValueId { get; set; } = -1;

    /// <summary>Absent is zero, as the standard has it.</summary>
    public CpmPrice Floor { get; set; }
    public CurrencyCode FloorCurrency { get; set; }

    /// <summary>OpenRTB <c>at</c>: 1, 2, 3 (the floor is the agreed price); 0 absent.</summary>
    public int AuctionType { get; set; }

    /// <summary><c>wseat</c> was there and not empty; the seats we have on this exchange are in <see cref="Seats"/>.</summary>
    public bool SeatsRestricted { get; set; }
    internal List<int> Seats { get; } = [];

    /// <summary><c>wadomain</c> as written; empty: any.</summary>
    public List<string> AdvertiserDomains { get; } = [];
    public CpmPrice MinCpmPerSecond { get; set; }
    public List<DurationFloor> DurationFloors { get; } = [];

    internal void Reset()
    {
        Id = "";
        ValueId = -1;
        Floor = MinCpmPerSecond = default;
        FloorCurrency = default;
        AuctionType = 0;
        SeatsRestricted = false;
        Seats.Clear();
        AdvertiserDomains.Clear();
        DurationFloors.Clear();
    }
}
