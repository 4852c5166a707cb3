using System.Collections.Concurrent;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;

namespace Bidding.Gateway.Snapshots;

/// <summary>
/// Every campaign, ad and exchange the catalog ever held, archived ones too, by its permanent number: notices and clicks come back for bids of long ago. Written by
/// <see cref="SnapshotKeeper"/>; any thread may read.
/// </summary>
public sealed class CatalogDirectory
{
    private readonly ConcurrentDictionary<int, Ad> _ads = new();
    private readonly ConcurrentDictionary<int, Campaign> _campaigns = new();
    private readonly ConcurrentDictionary<int, (Exchange Exchange, PriceCodec Prices)> _exchanges = new();

    public Ad? Find(AdNumber number) => _ads.GetValueOrDefault(number.Value);

    public Campaign? Find(CampaignNumber number) => _campaigns.GetValueOrDefault(number.Value);

    public Exchange? Find(ExchangeNumber number) => _exchanges.GetValueOrDefault(number.Value).Exchange;

    /// <summary>How an exchange writes prices in its notices; plain for one that is not known.</summary>
    public PriceCodec PriceCodecOf(ExchangeNumber number) => _exchanges.GetValueOrDefault(number.Value).Prices ?? PriceCodec.Plain;

    internal void Put(Campaign campaign) => _campaigns[campaign.Number.Value] = campaign;

    internal void Put(Ad ad) => _ads[ad.Number.Value] = ad;

    internal void Put(Exchange exchange)
    {
        // Validation keeps an exchange without usable keys out of the catalog; should one be there, its prices read as malformed texts.
        PriceCodec.TryFor(exchange.PriceEncoding, exchange.EncryptionKey, exchange.IntegrityKey, out var prices, out _);
        _exchanges[exchange.Number.Value] = (exchange, prices);
    }
}
