using Bidding.Core.Amounts;
using Bidding.Core.Targeting;
using NodaTime;

namespace Bidding.Core.Snapshots;

/// <summary>
/// What snapshots that follow each other share: compiled campaigns and ads by dense number. Entries are only ever added, by one thread, beyond all that an earlier snapshot
/// reads; a change to a campaign adds it anew, and its former entry stays until all is built anew.
/// </summary>
internal sealed class SnapshotTables(int campaignCapacity, int adCapacity)
{
    private readonly Dictionary<CompiledAd, int> _fitClasses = new(FitNeeds.Comparer);

    public CompiledCampaign[] Campaigns { get; } = new CompiledCampaign[campaignCapacity];
    public CampaignGate[] CampaignGates { get; } = new CampaignGate[campaignCapacity];
    public CompiledAd[] Ads { get; } = new CompiledAd[adCapacity];
    public AdGate[] AdGates { get; } = new AdGate[adCapacity];

    /// <summary>By ad: the number of what it needs of a slot; ads with the same number need the same.</summary>
    public int[] FitClasses { get; } = new int[adCapacity];

    /// <summary>By that number: the first ad that needs it.</summary>
    public CompiledAd[] FitExamples { get; } = new CompiledAd[adCapacity];
    public TargetingWords Words { get; } = new();
    public Interned<DateTimeZone> Zones { get; } = new();
    public Interned<CurrencyCode> Currencies { get; } = new();

    public int CampaignCount { get; private set; }
    public int AdCount { get; private set; }
    public int FitClassCount => _fitClasses.Count;

    public bool Fits(int campaigns, int ads) => campaigns <= campaignCapacity - CampaignCount && ads <= adCapacity - AdCount;

    public void Add(CompiledCampaign campaign)
    {
        Campaigns[CampaignCount] = campaign;
        CampaignGates[CampaignCount++] = campaign.Gate;
    }

    public void Add(CompiledAd ad)
    {
        if (!_fitClasses.TryGetValue(ad, out var fitClass))
        {
            _fitClasses[ad] = fitClass = _fitClasses.Count;
            FitExamples[fitClass] = ad;
        }

        FitClasses[AdCount] = fitClass;
        Ads[AdCount] = ad;
        AdGates[AdCount++] = AdGate.Of(ad);
    }
}
