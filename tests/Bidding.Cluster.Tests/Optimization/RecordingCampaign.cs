using System.Collections.Concurrent;
using Bidding.Contracts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Cluster.Tests.Optimization;

/// <summary>What campaigns were asked to record, and what they do when they are asked.</summary>
public sealed class ShiftRecord
{
    private int _refusalsLeft;

    public ConcurrentQueue<(int Campaign, AllocationShift Shift)> Shifts { get; } = new();
    public ConcurrentDictionary<int, CampaignFigures> Figures { get; } = new();

    /// <summary>The next so many calls fail, as they do when a campaign's stream is being taken over.</summary>
    public void Refuse(int times) => Volatile.Write(ref _refusalsLeft, times);

    public bool TakesRefusal() => Interlocked.Decrement(ref _refusalsLeft) >= 0;

    public IReadOnlyList<AllocationShift> Of(int campaign) => [.. Shifts.Where(one => one.Campaign == campaign).Select(one => one.Shift)];
}

/// <summary>
/// Stands for a campaign: takes one call at a time, as the real one does, calls the optimizer in the middle of a turn and applies what it is told to the figures.
/// </summary>
public sealed class RecordingCampaign(ShiftRecord record) : Grain, ICampaignGrain
{
    private int Number => (int)this.GetPrimaryKeyLong();

    /// <summary>Results came in: the optimizer is called, and this call ends only after that one has.</summary>
    public async Task CatalogChanged(long catalogVersion)
    {
        var figures = record.Figures[Number];
        record.Figures[Number] = figures = figures with { Seq = figures.Seq + 1 };
        await GrainFactory.GetGrain<IOptimizerGrain>(Number).Consider(figures);
    }

    public Task Allocate(AllocationShift shift)
    {
        ArgumentNullException.ThrowIfNull(shift);
        if (record.TakesRefusal())
        {
            throw new LedgerUnavailableException("not now");
        }

        var shares = shift.After.ToDictionary(share => share.Ad, share => share.Share);
        var figures = record.Figures[Number];
        record.Figures[Number] = figures with
        {
            Seq = figures.Seq + 1,
            Ads = [.. figures.Ads.Select(ad => ad with { Share = shares[ad.Ad] })],
        };
        record.Shifts.Enqueue((Number, shift));
        return Task.CompletedTask;
    }

    public Task<CampaignFigures> Figures() => Task.FromResult(record.Figures[Number]);

    public Task<LeaseReply> Lease(LeaseRequest request, CancellationToken asker) => throw new NotSupportedException();

    public Task<CampaignDelivery> Delivery() => throw new NotSupportedException();

    public Task<NoticeResult[]> Record(Notice[] notices) => throw new NotSupportedException();
}
