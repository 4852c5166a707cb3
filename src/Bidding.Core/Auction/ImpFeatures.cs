using Bidding.Core.Amounts;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// One imp, normalized by the extractor. Belongs to a <see cref="BidFeatures"/> and is reused with it. Zero, empty and false mean absent.
/// </summary>
public sealed class ImpFeatures
{
    private readonly List<DealOffer> _deals = [];
    private int _dealCount;

    public string Id { get; set; } = "";
    public BannerOffer Banner { get; } = new();
    public MediaOffer Video { get; } = new();
    public MediaOffer Audio { get; } = new();
    public NativeOffer Native { get; } = new();
    public bool Interstitial { get; set; }
    public bool Secure { get; set; }

    /// <summary>Per mille in <see cref="FloorCurrency"/>; zero: none.</summary>
    public CpmPrice Floor { get; set; }

    /// <summary>None: the standard's default, USD.</summary>
    public CurrencyCode FloorCurrency { get; set; }
    public bool PrivateAuction { get; set; }

    /// <summary><c>qty.multiplier</c>; 1 when absent. Anything else is not answered.</summary>
    public double QuantityMultiplier { get; set; } = 1;

    /// <summary><c>exp</c>: advisory seconds between auction and impression; 0 absent.</summary>
    public int ExpSeconds { get; set; }

    /// <summary>The extractor's own verdict, such as <see cref="NoBidReason.UnsupportedPod"/>; <see cref="NoBidReason.None"/> to go on.</summary>
    public NoBidReason Unsupported { get; set; }

    public int DealCount => _dealCount;
    public DealOffer Deal(int index) => _deals[index];

    internal bool AnyOffer => Banner.Offered || Video.Offered || Audio.Offered || Native.Offered;

    /// <summary>Adds a deal by its id; the caller fills in the rest.</summary>
    public DealOffer AddDeal(BidFeatures request, string id)
    {
        if (_dealCount == _deals.Count)
        {
            _deals.Add(new());
        }

        var deal = _deals[_dealCount++];
        deal.Reset();
        deal.Id = id;
        deal.ValueId = request.AddDealValue(id);
        return deal;
    }

    /// <summary>Restricts a deal to seats (its <c>wseat</c>); call once per seat.</summary>
    public static void AddDealSeat(BidFeatures request, DealOffer deal, ReadOnlySpan<char> seat)
    {
        deal.SeatsRestricted = true;
        var id = request.Exchange.FindSeat(seat);
        if (id >= 0)
        {
            deal.Seats.Add(id);
        }
    }

    internal void Reset()
    {
        Id = "";
        Banner.Reset();
        Video.Reset();
        Audio.Reset();
        Native.Reset();
        _dealCount = 0;
        Interstitial = Secure = PrivateAuction = false;
        Floor = default;
        FloorCurrency = default;
        QuantityMultiplier = 1;
        ExpSeconds = 0;
        Unsupported = NoBidReason.None;
    }
}
