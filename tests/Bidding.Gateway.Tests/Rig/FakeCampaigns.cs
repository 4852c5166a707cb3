using System.Collections.Concurrent;
using Bidding.Contracts;
using Bidding.Core.Escrow;
using Bidding.Core.Ledger;

namespace Bidding.GatewayTests.Rig;

/// <summary>Campaigns that answer notices as told and remember them.</summary>
internal sealed class FakeCampaigns
{
    private readonly ConcurrentDictionary<int, Campaign> _campaigns = new();

    public Func<Notice[], Task<NoticeResult[]>> Answer { get; set; } = notices => Task.FromResult(notices.Select(_ => new NoticeResult(NoticeOutcome.Accepted, "")).ToArray());

    public ConcurrentQueue<Notice[]> Batches { get; } = [];

    public IEnumerable<Notice> Notices => Batches.SelectMany(batch => batch);

    public ICampaignGrain Find(int number) => _campaigns.GetOrAdd(number, _ => new Campaign(this));

    private sealed class Campaign(FakeCampaigns owner) : ICampaignGrain
    {
        public Task<NoticeResult[]> Record(Notice[] notices)
        {
            owner.Batches.Enqueue(notices);
            return owner.Answer(notices);
        }

        public Task<LeaseReply> Lease(LeaseRequest request, CancellationToken asker) => throw new NotSupportedException();

        public Task CatalogChanged(long catalogVersion) => throw new NotSupportedException();

        public Task<CampaignFigures> Figures() => throw new NotSupportedException();

        public Task<CampaignDelivery> Delivery() => throw new NotSupportedException();

        public Task Allocate(AllocationShift shift) => throw new NotSupportedException();
    }
}
