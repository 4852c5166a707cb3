using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of an exchange.</summary>
internal static class ExchangeDefinition
{
    public static Exchange Read(DefinitionReader json)
    {
        var currency = CurrencyCode.Usd;
        if (json.Has("currency") && !CurrencyCode.TryParse(json.Text("currency"), out currency))
        {
            json.Fail("currency", "must be an ISO 4217 code such as USD");
        }

        return new()
        {
            Id = json.RequiredText("id"),
            Name = json.RequiredText("name"),
            Status = json.Name("status", CatalogNames.Statuses, Status.Active),
            Seats = json.Map("seats"),
            DefaultSeat = json.Text("default_seat"),
            AuctionType = json.Name("auction_type", CatalogNames.AuctionTypes, AuctionType.FirstPrice),
            Currency = currency,
            BillableEvent = json.Name("billable_event", CatalogNames.BillableEvents, BillableEvent.Billing),
            NoticeWindow = json.Time("notice_window") ?? Duration.FromSeconds(60),
            PriceEncoding = json.Name("price_encoding", CatalogNames.PriceEncodings, PriceEncoding.Plain),
            EncryptionKey = json.Text("encryption_key"),
            IntegrityKey = json.Text("integrity_key"),
            PriceTolerance = json.Fraction("price_tolerance") ?? Ratio.FromDecimal(0.000001m),
            RequestsPerSecondMax = json.Int("requests_per_second_max"),
            ConcurrentRequestsMax = json.Int("concurrent_requests_max"),
        };
    }

    public static void Write(DefinitionWriter json, Exchange exchange)
    {
        json.Text("id", exchange.Id);
        json.Text("name", exchange.Name);
        json.Name("status", CatalogNames.Statuses, exchange.Status);
        if (exchange.Seats.Count > 0)
        {
            json.Object("seats", () =>
            {
                foreach (var (advertiser, seat) in exchange.Seats.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.Text(advertiser, seat);
                }
            });
        }

        json.Text("default_seat", exchange.DefaultSeat);
        json.Name("auction_type", CatalogNames.AuctionTypes, exchange.AuctionType);
        json.Text("currency", exchange.Currency.ToString());
        json.Name("billable_event", CatalogNames.BillableEvents, exchange.BillableEvent);
        json.Time("notice_window", exchange.NoticeWindow);
        json.Name("price_encoding", CatalogNames.PriceEncodings, exchange.PriceEncoding);
        json.Text("encryption_key", exchange.EncryptionKey);
        json.Text("integrity_key", exchange.IntegrityKey);
        json.Fraction("price_tolerance", exchange.PriceTolerance);
        json.Number("requests_per_second_max", exchange.RequestsPerSecondMax, unless: 0);
        json.Number("concurrent_requests_max", exchange.ConcurrentRequestsMax, unless: 0);
    }
}
