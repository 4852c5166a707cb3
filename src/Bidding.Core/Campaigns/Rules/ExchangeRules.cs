using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds and cross-field rules of an exchange.</summary>
internal static class ExchangeRules
{
    private const int SeatCharsMax = 64;

    public static void Check(Exchange exchange, FieldErrors errors)
    {
        errors.CheckId("id", exchange.Id);
        errors.CheckName(exchange.Name);
        errors.AddIf(!Iso4217.Contains(exchange.Currency), "currency", $"'{exchange.Currency}' is not an ISO 4217 currency; use a code such as USD");
        errors.AddIf(
            exchange.NoticeWindow < Duration.FromSeconds(1) || exchange.NoticeWindow > Duration.FromHours(24), "notice_window", "must be from 1s to 24h");
        errors.AddIf(exchange.PriceTolerance < Ratio.Zero || exchange.PriceTolerance > Ratio.FromDecimal(0.1m), "price_tolerance", "must be from 0 to 0.1");
        errors.AddIf(exchange.RequestsPerSecondMax is < 0 or > 10_000_000, "requests_per_second_max", "must be from 0 (no limit) to 10000000");
        errors.AddIf(exchange.ConcurrentRequestsMax is < 0 or > 1_000_000, "concurrent_requests_max", "must be from 0 (no limit) to 1000000");
        CheckSeats(exchange, errors);
        CheckKeys(exchange, errors);
    }

    private static void CheckSeats(Exchange exchange, FieldErrors errors)
    {
        errors.CheckCount("seats", exchange.Seats.Count, 100_000);
        foreach (var (advertiser, seat) in exchange.Seats)
        {
            errors.AddIf(!FieldErrors.ResourceId().IsMatch(advertiser), $"seats.{advertiser}", "must be named by an advertiser's id");
            errors.AddIf(!IsSeat(seat), $"seats.{advertiser}", $"must be 1 to {SeatCharsMax} visible characters");
        }

        errors.AddIf(exchange.DefaultSeat.Length > 0 && !IsSeat(exchange.DefaultSeat), "default_seat", $"must be 1 to {SeatCharsMax} visible characters");
    }

    private static void CheckKeys(Exchange exchange, FieldErrors errors)
    {
        (string Field, string Key)[] keys = [("encryption_key", exchange.EncryptionKey), ("integrity_key", exchange.IntegrityKey)];
        foreach (var (field, key) in keys)
        {
            if (exchange.PriceEncoding == PriceEncoding.AuthorizedBuyers)
            {
                errors.AddIf(!AuthorizedBuyersPrice.TryReadKey(key, out _), field, "is required with price_encoding authorized_buyers: the key in base64, as the exchange shows it");
            }
            else
            {
                errors.AddIf(key.Length > 0, field, "is only for price_encoding authorized_buyers; remove it");
            }
        }
    }

    private static bool IsSeat(string seat) => seat.Length is > 0 and <= SeatCharsMax && seat.All(c => c is > ' ' and < '\x7f');
}
