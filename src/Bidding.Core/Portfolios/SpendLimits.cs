using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>Limits that hold at once: of media cost and of what is billed, in total and of a day. Null: no such limit.</summary>
public readonly record struct SpendLimits(Money? MediaTotal, Money? MediaDaily, Money? BillingTotal, Money? BillingDaily)
{
    /// <summary>Those that the campaign has of its own.</summary>
    public static SpendLimits Own(CampaignTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new(terms.MediaTotal, terms.MediaDaily, terms.BillingTotal, terms.BillingDaily);
    }

    /// <summary>Those that its allotments of the portfolio's budget give; none without a portfolio.</summary>
    public static SpendLimits Allotted(CampaignTerms terms, AllotmentBooks allotments, BudgetDay day)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(allotments);
        return terms.Portfolio is not { } portfolio
            ? default
            : Of(terms, portfolio.HasTotal ? allotments.InForce(Pots.Total) : null, portfolio.HasDaily ? allotments.InForce(day) : null);
    }

    /// <summary>What amounts of a budget come to for a campaign with these terms.</summary>
    public static SpendLimits Of(CampaignTerms terms, Money? total, Money? daily)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return new(total is { } t ? terms.MediaOf(t) : null, daily is { } d ? terms.MediaOf(d) : null, total, daily);
    }
}
