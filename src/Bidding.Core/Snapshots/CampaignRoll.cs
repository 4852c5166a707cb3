using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>Which campaigns a snapshot holds, by permanent number. Immutable.</summary>
/// <param name="Count">How many.</param>
/// <param name="CappedCount">How many of them have frequency caps.</param>
/// <param name="PublisherLimits">How many of them limit their spend per publisher.</param>
internal sealed record CampaignRoll(ChunkedArray<CompiledCampaign> ByNumber, int Count, int CappedCount, int PublisherLimits)
{
    public static CampaignRoll Empty { get; } = new(ChunkedArray<CompiledCampaign>.Empty, 0, 0, 0);

    public Editor Edit() => new(this);

    /// <summary>Collects changes for a next version. One thread; used once.</summary>
    internal sealed class Editor(CampaignRoll former)
    {
        private readonly ChunkedArray<CompiledCampaign>.Editor _byNumber = former.ByNumber.Edit();
        private int _count = former.Count;
        private int _cappedCount = former.CappedCount;
        private int _publisherLimits = former.PublisherLimits;

        public void Add(CompiledCampaign campaign)
        {
            _byNumber[campaign.Number.Value] = campaign;
            _count++;
            _cappedCount += campaign.IsCapped ? 1 : 0;
            _publisherLimits += campaign.LimitsPublishers ? 1 : 0;
        }

        public void Remove(CompiledCampaign campaign)
        {
            _byNumber[campaign.Number.Value] = null;
            _count--;
            _cappedCount -= campaign.IsCapped ? 1 : 0;
            _publisherLimits -= campaign.LimitsPublishers ? 1 : 0;
        }

        public CampaignRoll Freeze() => new(_byNumber.Freeze(), _count, _cappedCount, _publisherLimits);
    }
}
