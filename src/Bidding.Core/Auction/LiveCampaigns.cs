using Bidding.Core.Ids;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The live part of every campaign by its permanent number, so that it survives changes of the snapshot. Reading is an array access without a lock;
/// a campaign seen for the first time is added under one. Keeps the worths of the last two snapshots' ads at hand for the bid path.
/// </summary>
public sealed class LiveCampaigns
{
    private const int InitialCapacity = 1024;
    private readonly Lock _growing = new();
    private readonly Lock _valuing = new();
    private volatile LiveCampaign?[] _byNumber = new LiveCampaign?[InitialCapacity];
    private volatile bool[] _alerts = new bool[InitialCapacity];
    private volatile AuctionBoard? _board;
    private volatile AuctionBoard? _lastBoard;
    private int _numberMax;

    internal OpportunityTally Tally { get; } = new();

    /// <summary>One more than the largest number of a campaign that any prepared snapshot holds.</summary>
    internal int Numbers => Volatile.Read(ref _numberMax) + 1;

    /// <summary>The campaign's live part, made when there is none yet.</summary>
    public LiveCampaign Get(CampaignNumber number) => Find(number) ?? Add(number);

    /// <summary>One more than the largest number there can be a campaign of.</summary>
    public int NumberEnd => Math.Max(Numbers, _byNumber.Length);

    /// <summary>How often a campaign was eligible, ever; wraps around. Touches nothing of the campaign itself.</summary>
    public uint OpportunitiesOf(int number) => Tally.Total(number);

    /// <summary>As <see cref="OpportunitiesOf"/>, of the numbers from <paramref name="first"/> on.</summary>
    public void ReadOpportunities(int first, Span<uint> into) => Tally.Read(first, into);

    /// <summary>Names the campaigns whose lease was spent, or refused a bid, since the last call. By one caller at a time.</summary>
    public void TakeAlerts(Action<int> take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var alerts = _alerts;
        for (var number = 0; alerts.AsSpan(number).IndexOf(true) is var ahead and >= 0;)
        {
            number += ahead;
            alerts[number] = false;
            take(number++);
        }
    }

    /// <summary>The campaign's live part if it has one, or was eligible; else null.</summary>
    public LiveCampaign? FindWanted(int number) => Find(new(number)) ?? (Tally.Total(number) != 0 ? Add(new(number)) : null);

    /// <summary>Those that were asked for or eligible so far, in no order that matters. A moment's view.</summary>
    public IEnumerable<LiveCampaign> All
    {
        get
        {
            for (var number = 0; number < NumberEnd; number++)
            {
                if (FindWanted(number) is { } found)
                {
                    yield return found;
                }
            }
        }
    }

    /// <summary>
    /// Values a snapshot's ads, or those that its predecessor did not have, before it is bid from: not for the bid path, which would otherwise do it with the first request.
    /// Any thread.
    /// </summary>
    public void Prepare(CatalogSnapshot snapshot) => BoardOf(snapshot);

    /// <summary>
    /// How many times as many blocks of the last prepared snapshot's ads hold the most valuable ones as in perfect order; 1 is best. Where it has become large, a snapshot built anew
    /// (<see cref="SnapshotBuilder.Live"/>) makes decisions faster. Takes tens of milliseconds with 100,000 campaigns: not for the bid path. Any thread.
    /// </summary>
    public double Disorder() => _board is { } board ? BlockOrder.Disorder(board) : 1;

    internal AuctionBoard BoardOf(CatalogSnapshot snapshot) =>
        _board is { } board && ReferenceEquals(board.Snapshot, snapshot) ? board
        : _lastBoard is { } last && ReferenceEquals(last.Snapshot, snapshot) ? last
        : MakeBoard(snapshot);

    /// <summary>A campaign's terms have changed.</summary>
    internal void Revalue(LiveCampaign campaign)
    {
        lock (_valuing)
        {
            Revalue(_lastBoard, campaign);
            Revalue(_board, campaign);
        }
    }

    /// <summary>From the bid path: a write into one byte, which a resize under way may lose. The next refusal tells again.</summary>
    internal void Alert(CampaignNumber number)
    {
        var alerts = _alerts;
        if (number.Value < alerts.Length)
        {
            alerts[number.Value] = true;
        }
    }

    private static void Revalue(AuctionBoard? board, LiveCampaign campaign)
    {
        if (board?.Snapshot.Find(campaign.Number) is { } compiled)
        {
            board.Value(compiled, AdValues.Of(campaign, compiled, board.Snapshot));
        }
    }

    private AuctionBoard MakeBoard(CatalogSnapshot snapshot)
    {
        // Under the lock, so that terms that change meanwhile are not overwritten with older ones.
        lock (_valuing)
        {
            if (_board is { } made && ReferenceEquals(made.Snapshot, snapshot))
            {
                return made;
            }

            var board = new AuctionBoard(snapshot, _board);
            foreach (var campaign in snapshot.Campaigns[board.FirstNewCampaign..])
            {
                board.Value(campaign, Find(campaign.Number) is { } live ? AdValues.Of(live, campaign, snapshot) : AdValues.Initial(campaign, snapshot));
                _numberMax = Math.Max(_numberMax, campaign.Number.Value);
            }

            _lastBoard = _board;
            _board = board;
            return board;
        }
    }

    /// <summary>Null where there is none yet.</summary>
    internal LiveCampaign? Find(CampaignNumber number)
    {
        var all = _byNumber;
        return number.Value >= 0 && number.Value < all.Length ? all[number.Value] : null;
    }

    private LiveCampaign Add(CampaignNumber number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number.Value);
        lock (_growing)
        {
            var all = _byNumber;
            if (number.Value >= all.Length)
            {
                Array.Resize(ref all, (int)Math.Min(Math.Max((long)number.Value + 1, all.Length * 2L), Array.MaxLength));
            }

            if (_alerts.Length < all.Length)
            {
                _alerts = new bool[all.Length];
            }

            var live = all[number.Value] ??= new(number, this);
            _byNumber = all;
            return live;
        }
    }
}
