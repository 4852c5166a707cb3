using Bidding.Core.Amounts;
using Bidding.Core.Attribution;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Gateway.Access;
using Bidding.Gateway.Notices;
using Bidding.Gateway.Snapshots;
using NodaTime;

namespace Bidding.Gateway.Conversions;

/// <summary>Turns a conversion into a notice of the bid whose click led to it, its value in the campaign's currency. Any thread.</summary>
internal sealed class ConversionIntake(ClickIdCodec clicks, CatalogDirectory catalog, ExchangeRates rates, NoticeIntake notices, TimeProvider time)
{
    /// <summary>Null, and the reason in <paramref name="errors"/>, where the conversion cannot be tied to a click or its value not be read.</summary>
    public Notice? ToNotice(ConversionRequest request, Caller caller, List<FieldError> errors, out TokenError clickError)
    {
        var now = time.GetUtcNow();
        if (!clicks.TryDecode(request.ClickId, Instant.FromDateTimeOffset(now), out var click, out clickError))
        {
            errors.Add(new("click_id", clickError == TokenError.Expired ? "has expired" : "is malformed or forged"));
            return null;
        }

        if (catalog.Find(click.Campaign) is not { } campaign || !caller.Sees(campaign.AdvertiserId))
        {
            errors.Add(new("click_id", "names a campaign that is not known here"));
            return null;
        }

        var currency = campaign.Budget.Currency;
        if (!rates.TryGetRate(request.Currency.IsNone ? currency : request.Currency, currency, out var rate))
        {
            errors.Add(new("currency", $"no exchange rate from {request.Currency} to the campaign's {currency} is configured"));
            return null;
        }

        return new Notice
        {
            Kind = NoticeKind.Conversion,
            Token = TokenOf(click, currency),
            AcceptedAtMs = now.ToUnixTimeMilliseconds(),
            Action = request.Action,
            Value = request.Value.ScaleNearest(rate),
            OrderId = request.OrderId,
        };
    }

    public ValueTask<Intake> TakeAsync(Notice notice) => notices.TakeAsync(notice);

    /// <summary>What a click id knows of its bid. Window, reserve and price settle nothing here: a conversion posts no media cost.</summary>
    private static BidToken TokenOf(in ClickId click, CurrencyCode currency) => new()
    {
        Bid = click.Bid,
        Campaign = click.Campaign,
        Ad = click.Ad,
        Exchange = click.Exchange,
        Window = default,
        Day = default,
        Reserve = default,
        BidPrice = default,
        BidCurrency = currency,
        Rate = Ratio.One,
        IssuedAtMs = click.ClickedAtMs,
        Test = click.Test,
        UserAllowed = click.UserAllowed,
        CampaignVersion = click.CampaignVersion,
    };
}
