using System.Runtime.InteropServices;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using Bidding.Core.Targeting;

namespace Bidding.Core.Auction;

/// <summary>
/// All that the bid path needs of one request, looked up in one snapshot's vocabulary: a value no campaign names costs nothing further on.
/// Pooled: <see cref="Begin"/> makes it ready for the next request. One thread at a time. Allocates only while it grows.
/// </summary>
public sealed partial class BidFeatures
{
    private const int DimensionCount = (int)TargetingDimension.Linearity + 1;

    private readonly List<int>[] _values = NewLists();
    private readonly List<ImpFeatures> _imps = [];
    private readonly List<int> _allowedSeats = [];
    private readonly List<int> _blockedSeats = [];
    private int _impCount;

    /// <summary>What the request is matched against; set by <see cref="Begin"/>.</summary>
    public CatalogSnapshot Snapshot { get; private set; } = CatalogSnapshot.Empty;
    public CompiledExchange Exchange { get; private set; } = CompiledExchange.None;

    /// <summary>The request's <c>id</c>, which the answer repeats.</summary>
    public string RequestId { get; set; } = "";

    /// <summary><c>test</c>: answered as usual, and nothing is spent.</summary>
    public bool Test { get; set; }

    /// <summary>OpenRTB <c>at</c>; 0: the exchange's default.</summary>
    public int AuctionType { get; set; }

    /// <summary>Milliseconds from the exchange's sending to its giving up; 0 absent.</summary>
    public int TmaxMs { get; set; }

    /// <summary>Currencies the answer may use, in the request's order; empty: the exchange's.</summary>
    public List<CurrencyCode> Currencies { get; } = [];

    /// <summary>The privacy decision: false keeps every identifier, profile, segment and demographic out of the decision.</summary>
    public bool UserAllowed { get; set; }

    /// <summary>A keyed hash of the user's id for frequency caps; 0: none.</summary>
    public ulong UserKey { get; set; }

    /// <summary>What spend per publisher is counted by; 0 where no campaign of the snapshot limits it.</summary>
    public ulong Publisher { get; private set; }

    /// <summary>0 absent.</summary>
    public int YearOfBirth { get; set; }

    /// <summary>The DSA's <c>dsarequired</c> (0 to 3) and <c>pubrender</c> (0 to 2; -1 absent).</summary>
    public int DsaRequired { get; set; }
    public int DsaPubRender { get; set; } = -1;

    /// <summary>Version of the operating system, by <see cref="SetOs"/>.</summary>
    internal OsVersion OsVersion { get; private set; }

    /// <summary>A verdict on the whole request by the extractor; <see cref="NoBidReason.None"/> to go on.</summary>
    public NoBidReason Refused { get; set; }

    internal AuctionScope Scope { get; } = new();

    public int ImpCount => _impCount;
    public ImpFeatures Imp(int index) => _imps[index];

    internal bool SeatsRestricted { get; private set; }
    internal ReadOnlySpan<int> AllowedSeats => CollectionsMarshal.AsSpan(_allowedSeats);
    internal ReadOnlySpan<int> BlockedSeats => CollectionsMarshal.AsSpan(_blockedSeats);

    /// <summary>Whether caps can be counted: there is an id and it may be used.</summary>
    public bool HasUsableUser => UserAllowed && UserKey != 0;

    /// <summary>Forgets the last request and takes the next one's snapshot and exchange. First call of every request.</summary>
    public void Begin(CatalogSnapshot snapshot, CompiledExchange exchange)
    {
        Snapshot = snapshot;
        Exchange = exchange;
        foreach (var list in _values)
        {
            list.Clear();
        }

        for (var i = 0; i < BlockedKinds; i++)
        {
            _blocked[i].Clear();
        }

        _allowedCategories.Clear();
        _allowedSeats.Clear();
        _blockedSeats.Clear();
        Currencies.Clear();
        _impCount = 0;
        RequestId = "";
        Test = UserAllowed = SeatsRestricted = CategoriesRestricted = LanguagesRestricted = false;
        AuctionType = TmaxMs = YearOfBirth = DsaRequired = 0;
        DsaPubRender = -1;
        UserKey = 0;
        OsVersion = default;
        Refused = NoBidReason.None;
        OsId = -1;
        AddValue(TargetingDimension.Exchange, exchange.Id);
        Publisher = 0;
        CountByPublisher([]);
    }

    /// <summary>Names the publisher that spend is counted by.</summary>
    public void CountByPublisher(ReadOnlySpan<char> id)
    {
        if (Snapshot.AnyPublisherLimits)
        {
            Publisher = PublisherKey.Of(Exchange.Number.Value, id);
        }
    }

    /// <summary>The next imp, ready to be filled.</summary>
    public ImpFeatures AddImp(string id)
    {
        if (_impCount == _imps.Count)
        {
            _imps.Add(new());
        }

        var imp = _imps[_impCount++];
        imp.Reset();
        imp.Id = id;
        return imp;
    }

    /// <summary>One of <c>wseat</c>: only these may bid.</summary>
    public void AllowSeat(ReadOnlySpan<char> seat)
    {
        SeatsRestricted = true;
        AddSeat(_allowedSeats, seat);
    }

    /// <summary>One of <c>bseat</c>.</summary>
    public void BlockSeat(ReadOnlySpan<char> seat) => AddSeat(_blockedSeats, seat);

    /// <summary>The values of a dimension that some campaign knows. Segments and demographics only where the user may be used.</summary>
    internal ReadOnlySpan<int> Values(TargetingDimension dimension) =>
        dimension is TargetingDimension.Segment or TargetingDimension.Gender && !UserAllowed
            ? []
            : CollectionsMarshal.AsSpan(_values[(int)dimension]);

    private void AddSeat(List<int> seats, ReadOnlySpan<char> seat)
    {
        var id = Exchange.FindSeat(seat);
        if (id >= 0)
        {
            seats.Add(id);
        }
    }

    private static List<int>[] NewLists()
    {
        var lists = new List<int>[DimensionCount];
        for (var i = 0; i < lists.Length; i++)
        {
            lists[i] = [];
        }

        return lists;
    }
}
