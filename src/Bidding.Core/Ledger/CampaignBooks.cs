using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Ledger;

/// <summary>
/// The fold of a campaign's stream: all that a campaign shows and decides by, from its entries alone. The same entries give the same books, whether folded from the
/// start or from a snapshot. Amounts in the stream's currency. For one thread at a time.
/// </summary>
public sealed class CampaignBooks
{
    // A token is good for 30 days; nobody changes an agreement more often than this meanwhile.
    private const int TermsKept = 64;
    private static readonly TimeSpan ClickDelayPrior = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConversionDelayPrior = TimeSpan.FromMinutes(10);

    private readonly SortedDictionary<AdNumber, AdBooks> _ads = new(Comparer<AdNumber>.Create((a, b) => a.Value.CompareTo(b.Value)));
    private readonly SortedDictionary<BudgetDay, DayBooks> _days = [];
    private readonly List<CampaignTerms> _terms = [];

    /// <summary>Position of the last entry folded.</summary>
    public long Seq { get; private set; }
    public Money Posted { get; private set; }
    public Money Billed { get; private set; }

    /// <summary>Earned beyond the budget, never billed.</summary>
    public Money Unbilled { get; private set; }
    public Money Disputed { get; private set; }

    /// <summary>Notices booked after their window, wins after a loss among them.</summary>
    public long Late { get; private set; }
    public long Refusals { get; private set; }

    /// <summary>Allocations recorded.</summary>
    public long Shifts { get; private set; }

    /// <summary>The last activation that took the stream over.</summary>
    public int Takeover { get; private set; }

    /// <summary>Detail of the handover when it is the last entry, so that its windows are still what is out; empty otherwise.</summary>
    public string Handover { get; private set; } = "";
    public IReadOnlyDictionary<AdNumber, AdBooks> Ads => _ads;
    public IReadOnlyDictionary<BudgetDay, DayBooks> Days => _days;

    /// <summary>In force now; null before the first limits.</summary>
    public CampaignTerms? Terms => _terms.Count == 0 ? null : _terms[^1];

    /// <summary>Oldest first, the latest kept.</summary>
    public IReadOnlyList<CampaignTerms> TermsHistory => _terms;

    public DayCalendar Calendar { get; } = new();
    public RecentPosts RecentPosts { get; } = new();

    /// <summary>Of its portfolio's budget; in a portfolio's own stream what it gave to whom.</summary>
    public AllotmentBooks Allotments { get; } = new();
    public MaturingResults MaturingClicks { get; } = new(ClickDelayPrior.TotalMilliseconds);
    public MaturingResults MaturingConversions { get; } = new(ConversionDelayPrior.TotalMilliseconds);

    public Money PostedOn(BudgetDay day) => _days.TryGetValue(day, out var books) ? books.Posted : Money.Zero;

    public Money BilledOn(BudgetDay day) => _days.TryGetValue(day, out var books) ? books.Billed : Money.Zero;

    public AdBooks Ad(AdNumber ad) => _ads.TryGetValue(ad, out var books) ? books : default;

    /// <summary>What was agreed when a bid of this campaign version was made: the newest kept terms not above it, else the oldest kept.</summary>
    public CampaignTerms? TermsAt(int campaignVersion)
    {
        for (var i = _terms.Count - 1; i >= 0; i--)
        {
            if (_terms[i].Version <= campaignVersion)
            {
                return _terms[i];
            }
        }

        return _terms.Count == 0 ? null : _terms[0];
    }

    /// <summary>Folds the next entry. Throws <see cref="InvalidOperationException"/> on a gap: the stream has none.</summary>
    public void Apply(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Seq != Seq + 1)
        {
            throw new InvalidOperationException($"Entry {entry.Seq} does not follow {Seq}.");
        }

        Seq = entry.Seq;
        Handover = entry.Kind == EntryKind.Handover ? entry.Detail : "";
        switch (entry.Kind)
        {
            case EntryKind.Takeover:
                Takeover = checked((int)entry.Value.Nanos);
                break;
            case EntryKind.Limits:
                ApplyTerms(entry);
                break;
            case EntryKind.Allocation:
                ApplyShares(AllocationDetail.Parse(entry.Detail));
                break;
            case EntryKind.Refusal:
                Refusals++;
                break;
            case EntryKind.Allotment:
                Allotments.Apply(entry);
                break;
            default:
                ApplyFact(entry);
                break;
        }
    }

    private void ApplyFact(LedgerEntry entry)
    {
        if ((entry.Traits & (EntryTraits.Late | EntryTraits.AfterRelease)) != 0 && entry.Kind is EntryKind.Post or EntryKind.Release or EntryKind.Win or EntryKind.Correction)
        {
            Late++;
        }

        var ad = Ad(entry.Ad);
        ad = ad with
        {
            Wins = ad.Wins + (entry.Traits.HasFlag(EntryTraits.FirstSignOfWin) ? 1 : 0),
            Results = ad.Results + (entry.Traits.HasFlag(EntryTraits.Result) ? 1 : 0),
        };
        switch (entry.Kind)
        {
            case EntryKind.Post:
            case EntryKind.Correction:
                ad = ApplyMedia(ad, entry);
                break;
            case EntryKind.Bill:
                ad = ApplyBill(ad, entry, entry.Amount);
                break;
            case EntryKind.Unbilled:
                Unbilled += entry.Amount;
                break;
            case EntryKind.Dispute:
                Disputed += entry.Amount;
                break;
            case EntryKind.Impression:
                MaturingClicks.Cause(entry.AtMs);
                ad = ad with { Impressions = ad.Impressions + 1 };
                break;
            case EntryKind.Click:
                MaturingClicks.Effect(ClickDetail.Parse(entry.Detail).DelayMs);
                MaturingConversions.Cause(entry.AtMs);
                ad = ad with { Clicks = ad.Clicks + 1 };
                break;
            case EntryKind.Conversion:
                MaturingConversions.Effect(ConversionDetail.Parse(entry.Detail).DelayMs);
                ad = ad with { Conversions = ad.Conversions + 1, ConversionValue = ad.ConversionValue + entry.Value };
                break;
            default:
                break;
        }

        if (entry.Ad != default)
        {
            _ads[entry.Ad] = ad;
        }
    }

    // A correction moves media cost, or what was billed for it, either way: its accounts tell which.
    private AdBooks ApplyMedia(AdBooks ad, LedgerEntry entry)
    {
        if (entry.Debit.Kind == AccountKind.Revenue)
        {
            return ApplyBill(ad, entry, -entry.Amount);
        }

        var amount = entry.Credit.Kind == AccountKind.MediaCost ? -entry.Amount : entry.Amount;
        Posted += amount;
        RecentPosts.Add(entry.AtMs, amount);
        Day(entry.Day, amount, Money.Zero);
        return ad with { Posted = ad.Posted + amount };
    }

    private AdBooks ApplyBill(AdBooks ad, LedgerEntry entry, Money amount)
    {
        Billed += amount;
        Day(entry.Day, Money.Zero, amount);
        return ad with { Billed = ad.Billed + amount };
    }

    private void Day(BudgetDay day, Money posted, Money billed)
    {
        var books = _days.TryGetValue(day, out var before) ? before : default;
        _days[day] = new(books.Posted + posted, books.Billed + billed);
    }

    private void ApplyTerms(LedgerEntry entry)
    {
        var terms = TermsJson.Read(entry.Detail);
        _terms.Add(terms);
        if (_terms.Count > TermsKept)
        {
            _terms.RemoveAt(0);
        }

        Calendar.Change(terms.TimeZone, entry.AtMs);
    }

    private void ApplyShares(AllocationDetail detail)
    {
        Shifts++;
        foreach (var (number, share) in detail.After)
        {
            _ads[new(number)] = Ad(new(number)) with { Share = new(share) };
        }
    }

    internal void Restore(BooksState state)
    {
        (Seq, Posted, Billed, Unbilled, Disputed) = (state.Seq, state.Posted, state.Billed, state.Unbilled, state.Disputed);
        (Late, Refusals, Shifts, Takeover, Handover) = (state.Late, state.Refusals, state.Shifts, state.Takeover, state.Handover);
        foreach (var (ad, books) in state.Ads)
        {
            _ads[ad] = books;
        }

        foreach (var (day, books) in state.Days)
        {
            _days[day] = books;
        }

        _terms.AddRange(state.Terms);
    }
}

/// <summary>The money of one day.</summary>
public readonly record struct DayBooks(Money Posted, Money Billed);
