using Bidding.Core.Escrow;
using Bidding.Core.Ledger;

namespace Bidding.Contracts;

/// <summary>
/// One campaign's budget, escrow and pacing; the only writer of its ledger stream. Key: the campaign's number.
/// </summary>
public interface ICampaignGrain : IGrainWithIntegerKey
{
    /// <summary>Takes window reports and, where wanted and allowed, opens the next window.</summary>
    /// <param name="asker">Cancelled when nobody waits for the answer any more: no window is opened from then on.</param>
    Task<LeaseReply> Lease(LeaseRequest request, CancellationToken asker = default);

    /// <summary>Decides a batch of notices, appends once and answers when durable; one result per notice, in order.</summary>
    Task<NoticeResult[]> Record([Immutable] Notice[] notices);

    /// <summary>The catalog holds a new version of the campaign or its ads. Completes once its limits are an entry of the stream.</summary>
    Task CatalogChanged(long catalogVersion);

    /// <summary>Live figures; equal to the fold of the stream's entries plus the open escrow.</summary>
    Task<CampaignFigures> Figures();

    /// <summary>What the campaign saw and did in its last days, by quarters of an hour: for forecasts, and to replay a day.</summary>
    Task<CampaignDelivery> Delivery();

    /// <summary>Records a shift of shares between the campaign's ads with its evidence; effective with the next leases.</summary>
    Task Allocate(AllocationShift shift);
}
