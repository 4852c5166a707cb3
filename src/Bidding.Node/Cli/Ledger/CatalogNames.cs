using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Node.Cli.Ledger;

/// <summary>The ids that people use for the numbers that the ledger uses.</summary>
internal sealed class CatalogNames
{
    private const int PageSize = 500;
    private readonly Dictionary<(ResourceKind Kind, int Number), string> _ids = [];
    private readonly Dictionary<(ResourceKind Kind, string Id), int> _numbers = [];

    /// <param name="catalog">Null: there is none, and numbers stand for themselves.</param>
    public static async Task<CatalogNames> ReadAsync(ICatalogReader? catalog, CancellationToken cancel)
    {
        var names = new CatalogNames();
        if (catalog is null) return names;
        long after = 0;
        while (true)
        {
            var page = await catalog.ReadChangesAsync(after, PageSize, cancel);
            foreach (var record in page) names.Add(record);
            if (page.Count < PageSize) return names;
            after = page[^1].CatalogVersion;
        }
    }

    /// <summary>The portfolio that a stream is of.</summary>
    public string Portfolio(CampaignNumber stream) => Id(ResourceKind.Portfolio, PortfolioStreams.PortfolioOf(stream).Value);

    public string Campaign(CampaignNumber number) =>
        PortfolioStreams.Is(number) ? $"portfolio {Portfolio(number)}" : Id(ResourceKind.Campaign, number.Value);

    public string Ad(AdNumber number) => number == default ? "" : Id(ResourceKind.Ad, number.Value);

    public string Exchange(ExchangeNumber number) => number == default ? "" : Id(ResourceKind.Exchange, number.Value);

    public CampaignNumber? FindCampaign(string id) => _numbers.TryGetValue((ResourceKind.Campaign, id), out var number) ? new CampaignNumber(number) : null;

    public AdNumber? FindAd(string id) => _numbers.TryGetValue((ResourceKind.Ad, id), out var number) ? new AdNumber(number) : null;

    private string Id(ResourceKind kind, int number) => _ids.GetValueOrDefault((kind, number)) ?? $"#{number}";

    private void Add(CatalogRecord record)
    {
        _ids[(record.Kind, record.Number)] = record.Id;
        _numbers[(record.Kind, record.Id)] = record.Number;
    }
}
