using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Snapshots;
using NodaTime;

namespace Bidding.Gateway.Notices;

/// <summary>What stood in a notice besides its token. Texts as sent, percent-decoded.</summary>
public readonly record struct NoticeFields(string? Price, string? Currency, string? LossReason);

/// <summary>
/// Verifies a notice's token and reads its price in its exchange's encoding. Any thread; never throws. What cannot be read as a price is still a notice: the
/// campaign decides what becomes of it.
/// </summary>
public sealed class NoticeReader(BidTokenCodec tokens, CatalogDirectory catalog, ExchangeRates rates, TimeProvider time)
{
    /// <summary>Answers <see cref="TokenError.None"/> and the notice, or why the token is refused.</summary>
    public TokenError TryRead(NoticeKind kind, string token, in NoticeFields fields, out Notice notice)
    {
        notice = null!;
        var now = time.GetUtcNow();
        if (!tokens.TryDecode(token, TokenKindOf(kind), Instant.FromDateTimeOffset(now), out var decoded, out var error))
        {
            return error;
        }

        var (state, price) = ReadPrice(decoded, fields);
        notice = new Notice
        {
            Kind = kind,
            Token = decoded,
            AcceptedAtMs = now.ToUnixTimeMilliseconds(),
            PriceState = state,
            ClearingPrice = price,
            LossReason = int.TryParse(fields.LossReason, out var reason) && reason > 0 ? reason : 0,
        };
        return TokenError.None;
    }

    private static TokenKind TokenKindOf(NoticeKind kind) => kind switch
    {
        NoticeKind.Impression => TokenKind.Impression,
        NoticeKind.Click => TokenKind.Click,
        _ => TokenKind.Notice,
    };

    private (PriceState State, CpmPrice Price) ReadPrice(in BidToken token, in NoticeFields fields)
    {
        var read = catalog.PriceCodecOf(token.Exchange).Read(fields.Price);
        return read.Status switch
        {
            NoticePriceStatus.Ok => InBidCurrency(read.Price, token.BidCurrency, fields.Currency),
            NoticePriceStatus.Empty => (PriceState.Missing, default),
            NoticePriceStatus.Unexpanded => (PriceState.Unexpanded, default),
            NoticePriceStatus.Audit => (PriceState.Audit, default),
            NoticePriceStatus.Negative => (PriceState.Negative, default),
            _ => (PriceState.Malformed, default),
        };
    }

    private (PriceState State, CpmPrice Price) InBidCurrency(CpmPrice price, CurrencyCode bidCurrency, string? currency)
    {
        // An absent currency, or the macro itself, means the bid's; so does one that is no currency code, since the price was asked for in the bid's.
        if (!CurrencyCode.TryParse(currency, out var named) || named == bidCurrency)
        {
            return (PriceState.Given, price);
        }

        return rates.TryGetRate(named, bidCurrency, out var rate) ? (PriceState.Given, price.ScaleDown(rate)) : (PriceState.Malformed, default);
    }
}
