using Bidding.Core.Amounts;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>What a notice's price comes to for one impression, in the campaign's currency.</summary>
/// <param name="Amount">To post: rounded to nearest, never above the reserve.</param>
/// <param name="Excess">What the exchange claims above the bid, beyond its tolerance.</param>
/// <param name="IsKnown">False: the notice named no usable price, and the amount is the reserve.</param>
/// <param name="Reason">Empty when there is nothing to say.</param>
public readonly record struct ClearingPrice(Money Amount, Money Excess, bool IsKnown, string Reason)
{
    public static ClearingPrice Of(Notice notice, Ratio tolerance)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var token = notice.Token;
        if (notice.PriceState != PriceState.Given)
        {
            return new(token.Reserve, Money.Zero, false, notice.PriceState switch
            {
                PriceState.Missing => "price_missing",
                PriceState.Unexpanded => "price_unexpanded",
                PriceState.Negative => "price_negative",
                PriceState.Audit => "audit",
                _ => "price_malformed",
            });
        }

        if (notice.ClearingPrice <= token.BidPrice)
        {
            return new(Money.Min(PerImpression(notice.ClearingPrice, token.Rate), token.Reserve), Money.Zero, true, "");
        }

        var bid = Money.Min(PerImpression(token.BidPrice, token.Rate), token.Reserve);
        var ceiling = Money.AddSaturating(new(token.BidPrice.NanosPerMille), new Money(token.BidPrice.NanosPerMille).ScaleDown(tolerance));
        return notice.ClearingPrice.NanosPerMille <= ceiling.Nanos
            ? new(bid, Money.Zero, true, "")
            : new(bid, Money.Max(Money.Zero, PerImpression(notice.ClearingPrice, token.Rate) - bid), true, "price_above_bid");
    }

    // One rounding: first to the campaign's currency, then to one impression, would round twice.
    private static Money PerImpression(CpmPrice price, Ratio rate)
    {
        var perMille = (Int128)price.NanosPerMille * rate.Nanos;
        var divisor = (Int128)Ratio.NanosPerOne * CpmPrice.ImpressionsPerMille;
        return new((long)Int128.Min((perMille + (divisor / 2)) / divisor, long.MaxValue / 4));
    }
}
