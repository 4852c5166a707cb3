using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Ledger.Verification;

/// <summary>One allotment as a stream has it. In a campaign's own stream the campaign is none.</summary>
public readonly record struct AllotmentStep(long Seq, BudgetDay Pot, CampaignNumber Campaign, Allotment Allotment);

/// <summary>
/// Follows one stream's allotments: a campaign's, beside what it spent in time, or those that a portfolio gave, beside its budget. For one thread at a time.
/// </summary>
public sealed class AllotmentTrail
{
    private readonly List<AllotmentStep> _steps = [];
    private readonly Dictionary<(BudgetDay Pot, CampaignNumber Campaign), Allotment> _last = [];
    private readonly Dictionary<(BudgetDay Pot, int Version), Money> _lowest = [];
    private readonly Dictionary<(BudgetDay Pot, CampaignNumber Campaign), int> _closed = [];
    private readonly Dictionary<BudgetDay, Money> _spent = [];
    private readonly HashSet<CampaignTerms> _terms = [];
    private bool _spendIsKnown = true;

    public IReadOnlyList<AllotmentStep> Steps => _steps;

    /// <summary>In no portfolio, and none itself.</summary>
    public bool IsEmpty => _steps.Count == 0 && _closed.Count == 0;

    /// <summary>Its last version among the entries that are gone; 0: none.</summary>
    public int ClosedVersion(BudgetDay pot, CampaignNumber campaign) => _closed.GetValueOrDefault((pot, campaign));

    /// <summary>Whether a campaign's own stream says that it went down to this amount within this version, or lower.</summary>
    public bool ShowsFall(AllotmentStep step) => _lowest.TryGetValue((step.Pot, step.Allotment.Version), out var lowest) && lowest <= step.Allotment.Amount;

    /// <summary>Goes on from books whose entries are gone. Of what was posted late before, nothing is known: where there is any, spending is not judged.</summary>
    internal void Restore(CampaignBooks books)
    {
        foreach (var (pot, campaign, allotment) in books.Allotments.All)
        {
            _closed[(pot, campaign)] = allotment.Version;
        }

        _spendIsKnown = books.Late == 0;
        _spent[Pots.Total] = books.Posted;
        foreach (var (day, money) in books.Days)
        {
            _spent[day] = money.Posted;
        }
    }

    /// <param name="books">The fold up to and including <paramref name="entry"/>.</param>
    /// <returns>What is wrong with the entry; null: nothing.</returns>
    internal (string Rule, string Message)? Observe(LedgerEntry entry, CampaignBooks books)
    {
        if (books.Terms is { } now)
        {
            _terms.Add(now);
        }

        switch (entry.Kind)
        {
            case EntryKind.Allotment:
                return Step(entry, books);
            case EntryKind.Post or EntryKind.Correction when entry.Debit.Kind is AccountKind.MediaCost or AccountKind.ExchangePayable:
                return Spend(entry, books);
            default:
                return null;
        }
    }

    private (string Rule, string Message)? Step(LedgerEntry entry, CampaignBooks books)
    {
        var campaign = AllotmentBooks.CampaignOf(entry);
        var step = new AllotmentStep(entry.Seq, entry.Day, campaign, books.Allotments.Of(entry.Day, campaign));
        var before = _last.GetValueOrDefault((step.Pot, campaign));
        _last[(step.Pot, campaign)] = step.Allotment;
        _lowest[(step.Pot, step.Allotment.Version)] = step.Allotment.Amount;
        _steps.Add(step);
        var isRaise = step.Allotment.Version > before.Version;
        if (!isRaise && (step.Allotment.Version < before.Version || step.Allotment.Amount > before.Amount))
        {
            return (LedgerRules.AllotmentOrder, $"Version {step.Allotment.Version} of {step.Allotment.Amount} follows version {before.Version} of {before.Amount}.");
        }

        if (campaign == default || !isRaise)
        {
            return null;
        }

        var budget = Pots.IsTotal(step.Pot) ? books.Terms?.BillingTotal : books.Terms?.BillingDaily;
        var sum = books.Allotments.All.Where(row => row.Pot == step.Pot).Aggregate(Money.Zero, (all, row) => all + row.Allotment.Amount);
        return sum > (budget ?? Money.Zero)
            ? (LedgerRules.AllotmentSum, $"With {step.Allotment.Amount} for campaign {campaign.Value}, {sum} of {NameOf(step.Pot)} is allotted, and the budget is {budget}.")
            : null;
    }

    private (string Rule, string Message)? Spend(LedgerEntry entry, CampaignBooks books)
    {
        if (!_spendIsKnown || books.Terms?.Portfolio is not { } portfolio || (entry.Traits & (EntryTraits.Late | EntryTraits.AfterRelease)) != 0)
        {
            return null;
        }

        var amount = entry.Credit.Kind == AccountKind.MediaCost ? -entry.Amount : entry.Amount;
        var total = _spent[Pots.Total] = _spent.GetValueOrDefault(Pots.Total) + amount;
        var daily = _spent[entry.Day] = _spent.GetValueOrDefault(entry.Day) + amount;
        return portfolio.HasTotal && total > Allowed(books, Pots.Total) ? (LedgerRules.AllotmentSpend, $"{total} was posted, and {Allowed(books, Pots.Total)} is what its allotment pays for.")
            : portfolio.HasDaily && daily > Allowed(books, entry.Day) ? (LedgerRules.AllotmentSpend, $"{daily} was posted on {entry.Day}, and {Allowed(books, entry.Day)} is what its allotment pays for.")
            : null;
    }

    // A margin or markup that rose since claws nothing back.
    private Money Allowed(CampaignBooks books, BudgetDay pot) => new(_terms.Max(terms => terms.MediaOf(books.Allotments.Of(pot).Amount).Nanos));

    private static string NameOf(BudgetDay pot) => Pots.IsTotal(pot) ? "the total" : pot.ToString();
}
