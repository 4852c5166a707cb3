using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Portfolios;

namespace Bidding.SimulatorTests.Defects;

/// <summary>Production's rules about allotments, for a defect to change one of.</summary>
internal abstract class DefectiveAllotments : IAllotmentRules
{
    private readonly AllotmentRules _right = AllotmentRules.Default;

    public virtual Money Used(CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay pot, long nowMs) => _right.Used(terms, books, escrow, pot, nowMs);

    public virtual bool ConfirmsFall(Allotment granted, Allotment held) => _right.ConfirmsFall(granted, held);

    public virtual bool Thaws(Allotment granted, Allotment held, Money counted, Money budget) => _right.Thaws(granted, held, counted, budget);

    public virtual Money Counted(Allotment granted, Money? asked) => _right.Counted(granted, asked);
}

/// <summary>A portfolio counts an allotment as fallen once it has asked for that: another rises before the campaign confirms.</summary>
internal sealed class RisesBeforeTheFall : DefectiveAllotments
{
    public override Money Counted(Allotment granted, Money? asked) => asked is { } to ? Money.Min(to, granted.Amount) : granted.Amount;
}

/// <summary>A portfolio believes a word that was overtaken by a raise.</summary>
internal sealed class BelievesOldWords : DefectiveAllotments
{
    public override bool ConfirmsFall(Allotment granted, Allotment held) => held.Amount < granted.Amount;
}

/// <summary>A campaign gives back what its gateways still have out.</summary>
internal sealed class GivesBackWhatIsReserved : DefectiveAllotments
{
    public override Money Used(CampaignTerms terms, CampaignBooks books, CampaignEscrow escrow, BudgetDay pot, long nowMs) =>
        terms.WorthOf(Pots.IsTotal(pot) ? books.Posted : books.PostedOn(pot));
}

/// <summary>A portfolio that is activated anew has forgotten what it gave, and gives it again.</summary>
internal sealed class ForgetsWhatItGave(ILedgerStore right) : DefectiveLedger(right)
{
    public override ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel) => Right.AppendAsync(append, cancel);

    public override async IAsyncEnumerable<LedgerEntry> ReadEntriesAsync(
        CampaignNumber stream, long afterSeq, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var entry in Right.ReadEntriesAsync(stream, afterSeq, cancel))
        {
            yield return entry.Kind == EntryKind.Allotment && PortfolioStreams.Is(stream) ? entry with { Amount = Money.Zero } : entry;
        }
    }
}
