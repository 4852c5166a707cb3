using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Portfolios;

/// <summary>
/// The decisions that a portfolio's promise rests on, in one place so that a simulation can put a wrong one in its place. Pure; production has <see cref="AllotmentRules"/>.
/// </summary>
public interface IAllotmentRules
{
    /// <summary>What a campaign has used of a pot: posted, billed, and all that may still become so. Its allotment never falls below.</summary>
    Money Used(CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay pot, long nowMs);

    /// <summary>Whether what a campaign holds shows that what it was given may be counted lower: only where it knew of the latest raise when it fell.</summary>
    bool ConfirmsFall(Allotment granted, Allotment held);

    /// <summary>
    /// Whether a campaign that was told to bid for no more of what it holds gets a newer version of it, with which it may: where it knew of the latest, and no more is given than there is.
    /// </summary>
    bool Thaws(Allotment granted, Allotment held, Money counted, Money budget);

    /// <summary>What a portfolio counts of what it gave, while it has asked for a fall that is not confirmed: all of it.</summary>
    Money Counted(Allotment granted, Money? asked);
}

/// <inheritdoc/>
public sealed class AllotmentRules : IAllotmentRules
{
    public static AllotmentRules Default { get; } = new();

    public Money Used(CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay pot, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(books);
        ArgumentNullException.ThrowIfNull(escrow);
        var (posted, billed, held) = Pots.IsTotal(pot)
            ? (books.Posted, books.Billed, escrow.Outstanding)
            : (books.PostedOn(pot), books.BilledOn(pot), escrow.OutstandingOn(pot));
        var toBill = terms.Model switch
        {
            PricingModel.DynamicCpm => terms.WithMarkupUp(held.Media),
            PricingModel.Cpm => held.Payout,
            _ => BudgetRoom.ExpectedBilling(terms, books, nowMs),
        };
        return Money.Max(terms.WorthOf(posted + held.Media), Money.AddSaturating(billed, toBill));
    }

    public bool ConfirmsFall(Allotment granted, Allotment held) => held.Version == granted.Version && held.Amount < granted.Amount;

    public bool Thaws(Allotment granted, Allotment held, Money counted, Money budget) => held.IsFrozen && held.Version == granted.Version && counted <= budget;

    public Money Counted(Allotment granted, Money? asked) => granted.Amount;
}
