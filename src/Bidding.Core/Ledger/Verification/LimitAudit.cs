using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Verification;

/// <summary>What one campaign or one of its days came to beside the largest limits that were in force while it could spend. A null limit is none.</summary>
public sealed record SpendAgainstLimit
{
    public Money Posted { get; internal set; }
    public Money Billed { get; internal set; }
    public Money? MediaLimit { get; internal set; }
    public Money? BillingLimit { get; internal set; }

    /// <summary>The largest of posted - media limit, billed - billing limit, and 0, at any instant so far.</summary>
    public Money Overspend { get; internal set; }

    internal void Observe(Money posted, Money billed)
    {
        Posted = posted;
        Billed = billed;
        Overspend = Money.Max(Overspend, Money.Max(Above(posted, MediaLimit), Above(billed, BillingLimit)));
    }

    internal void Allow(Money? media, Money? billing, bool first)
    {
        MediaLimit = first ? media : Larger(MediaLimit, media);
        BillingLimit = first ? billing : Larger(BillingLimit, billing);
    }

    private static Money Above(Money amount, Money? limit) => limit is { } most ? amount - most : Money.Zero;

    private static Money? Larger(Money? a, Money? b) => a is { } x && b is { } y ? Money.Max(x, y) : null;
}

/// <summary>
/// Follows a stream's posted and billed against the limits in force, entry by entry: in total and per day. A lowered limit claws nothing back, so each is held
/// against the largest limit that was in force since it began. For one thread at a time.
/// </summary>
public sealed class LimitAudit
{
    private readonly SortedDictionary<BudgetDay, SpendAgainstLimit> _days = [];
    private bool _hasTerms;

    public SpendAgainstLimit Total { get; } = new();

    public IReadOnlyDictionary<BudgetDay, SpendAgainstLimit> Days => _days;

    public Money Overspend => _days.Values.Aggregate(Total.Overspend, (most, day) => Money.Max(most, day.Overspend));

    /// <summary>Goes on from books whose entries are gone: what their terms allowed counts, and of their days the totals alone.</summary>
    internal void Restore(CampaignBooks books)
    {
        foreach (var terms in books.TermsHistory)
        {
            Total.Allow(terms.MediaTotal, terms.BillingTotal, first: !_hasTerms);
            _hasTerms = true;
        }

        Total.Observe(books.Posted, books.Billed);
    }

    /// <param name="books">The fold up to and including <paramref name="entry"/>.</param>
    internal void Observe(LedgerEntry entry, CampaignBooks books)
    {
        if (books.Terms is not { } terms)
        {
            Total.Observe(books.Posted, books.Billed);
            return;
        }

        if (!_hasTerms || entry.Kind == EntryKind.Limits)
        {
            Total.Allow(terms.MediaTotal, terms.BillingTotal, first: !_hasTerms);
            foreach (var day in _days.Values)
            {
                day.Allow(terms.MediaDaily, terms.BillingDaily, first: false);
            }

            _hasTerms = true;
        }

        Total.Observe(books.Posted, books.Billed);
        if (entry.Kind is EntryKind.Post or EntryKind.Correction or EntryKind.Bill)
        {
            DayOf(entry.Day, terms).Observe(books.PostedOn(entry.Day), books.BilledOn(entry.Day));
        }
    }

    private SpendAgainstLimit DayOf(BudgetDay day, CampaignTerms terms)
    {
        if (!_days.TryGetValue(day, out var spend))
        {
            spend = new();
            spend.Allow(terms.MediaDaily, terms.BillingDaily, first: true);
            _days.Add(day, spend);
        }

        return spend;
    }
}
