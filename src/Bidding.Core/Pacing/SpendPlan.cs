using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;
using NodaTime;

namespace Bidding.Core.Pacing;

/// <summary>
/// What should be spent on the present day: evenly over the serving time left of the flight, or all that is left where pacing is as fast as possible; within the day's
/// limit. All in media cost.
/// </summary>
/// <param name="Today">To spend on the whole day.</param>
/// <param name="ByNow">Of it, by now, were delivery perfectly even under the plan's weights.</param>
/// <param name="LeftToday">Of it, not posted yet.</param>
/// <param name="TimeLeft">Serving time left of the day, at the weight that the plan gives to now.</param>
public readonly record struct SpendPlan(Money Today, Money ByNow, Money LeftToday, Duration TimeLeft)
{
    /// <param name="serving">Of the day of <paramref name="now"/>.</param>
    /// <param name="expected">What it may count on of its portfolio's budget; the tighter of that and its own limits is planned for.</param>
    public static SpendPlan Of(CampaignTerms terms, CampaignBooks books, ServingDay serving, Instant now, SpendLimits expected = default)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(serving);
        var day = books.Calendar.DayAt(now);
        var postedToday = books.PostedOn(day);
        var total = Tighter(
            MediaWorth(terms, books, terms.MediaTotal, terms.BillingTotal, books.Posted, books.Billed),
            MediaWorth(terms, books, expected.MediaTotal, expected.BillingTotal, books.Posted, books.Billed));
        var daily = Tighter(
            MediaWorth(terms, books, terms.MediaDaily, terms.BillingDaily, postedToday, books.BilledOn(day)),
            MediaWorth(terms, books, expected.MediaDaily, expected.BillingDaily, postedToday, books.BilledOn(day)));

        // The share of the day is taken of what was left when the day began, so that the plan does not shrink as it is met.
        // Whoever spends as fast as the limits allow has the whole rest for today.
        var share = serving.IsEven ? Ratio.FromDouble(serving.PartOfFlight) : Ratio.One;
        var leftAtStart = total is { } t ? Money.AddSaturating(t, postedToday) : (Money?)null;
        var today = leftAtStart is { } l ? l.ScaleDown(share) : Money.MaxValue;
        if (daily is { } d)
        {
            today = Money.Min(today, Money.AddSaturating(d, postedToday));
        }

        today = Money.Max(Money.Zero, today);
        var byNow = today.ScaleDown(Ratio.FromDouble(serving.PartOver(now)));
        return new(today, byNow, Money.Max(Money.Zero, today - postedToday), serving.TimeLeftAtPresentWeight(now));
    }

    // Of a payout that is next to nothing the rest of a budget pays for more media than there is money.
    private static Money Scaled(Money amount, double factor) =>
        amount.Nanos * factor >= long.MaxValue / 2.0 ? Money.MaxValue : amount.ScaleDown(Ratio.FromDouble(factor));

    private static Money? Tighter(Money? a, Money? b) => a is { } x && b is { } y ? Money.Min(x, y) : a ?? b;

    // What is left of two limits, the smaller, in media cost: what is left to bill counts at the media cost that billing has taken so far.
    private static Money? MediaWorth(CampaignTerms terms, CampaignBooks books, Money? media, Money? billing, Money posted, Money billed)
    {
        var left = media is { } m ? Money.Max(Money.Zero, m - posted) : (Money?)null;
        if (billing is not { } b)
        {
            return left;
        }

        var toBill = Money.Max(Money.Zero, b - billed);
        var worth = terms.Model == PricingModel.DynamicCpm
            ? terms.WithoutMarkup(toBill)
            : books.Billed.IsPositive && books.Posted.IsPositive
                ? Scaled(toBill, (double)books.Posted.Nanos / books.Billed.Nanos)
                : Money.MaxValue;
        return left is { } l ? Money.Min(l, worth) : worth;
    }
}
