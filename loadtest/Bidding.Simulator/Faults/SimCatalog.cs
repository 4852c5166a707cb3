using Bidding.Core.Activations;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Simulator.Faults;

/// <summary>The catalog: every version of every campaign and when it was stored, so that a node can know an older one.</summary>
internal sealed class SimCatalog : IExchangeTermsSource
{
    private readonly SimLoop _loop;
    private readonly Dictionary<CampaignNumber, List<(TimeSpan At, Campaign Campaign)>> _versions = [];
    private readonly Dictionary<ExchangeNumber, ExchangeTerms> _exchanges;

    public SimCatalog(SimLoop loop, Scenario scenario)
    {
        _loop = loop;
        _exchanges = scenario.Exchanges.ToDictionary(
            e => new ExchangeNumber(e.Number), e => new ExchangeTerms(e.Billable, e.NoticeWindow, ExchangeTerms.Default.PriceTolerance));
        LongestNoticeWindow = scenario.Exchanges.Max(e => e.NoticeWindow);
        foreach (var campaign in scenario.Campaigns)
        {
            _versions[campaign.Number] = [(TimeSpan.MinValue, campaign)];
        }
    }

    public IEnumerable<CampaignNumber> Campaigns => _versions.Keys;

    public TimeSpan LongestNoticeWindow { get; }

    public ExchangeTerms ExchangeTermsOf(ExchangeNumber exchange) => _exchanges.GetValueOrDefault(exchange, ExchangeTerms.Default);

    public BillableEvent BillableOf(ExchangeNumber exchange) => ExchangeTermsOf(exchange).Billable;

    public Campaign Newest(CampaignNumber campaign) => _versions[campaign][^1].Campaign;

    /// <summary>As a node has it that follows the catalog with a delay.</summary>
    public Campaign Known(CampaignNumber campaign, TimeSpan delay) => _versions[campaign].FindLast(v => v.At == TimeSpan.MinValue || v.At + delay <= _loop.Now).Campaign;

    public Campaign Store(CampaignNumber number, Func<Campaign, Campaign> change)
    {
        var newest = Newest(number);
        var changed = change(newest) with { Version = newest.Version + 1 };
        _versions[number].Add((_loop.Now, changed));
        return changed;
    }
}
