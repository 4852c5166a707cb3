using Bidding.Core.Ids;

namespace Bidding.Core.Auction;

/// <summary>
/// The live part of every campaign by its permanent number, so that it survives changes of the snapshot. Reading is an array access without a lock;
/// a campaign seen for the first time is added under one.
/// </summary>
public sealed class LiveCampaigns
{
    private const int InitialCapacity = 1024;
    private readonly Lock _growing = new();
    private volatile LiveCampaign?[] _byNumber = new LiveCampaign?[InitialCapacity];

    /// <summary>The campaign's live part, made when there is none yet.</summary>
    public LiveCampaign Get(CampaignNumber number)
    {
        var all = _byNumber;
        return number.Value >= 0 && number.Value < all.Length && all[number.Value] is { } found ? found : Add(number);
    }

    /// <summary>Those made so far, in no order that matters. A moment's view.</summary>
    public IEnumerable<LiveCampaign> All => _byNumber.OfType<LiveCampaign>();

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

            var live = all[number.Value] ??= new(number);
            _byNumber = all;
            return live;
        }
    }
}
