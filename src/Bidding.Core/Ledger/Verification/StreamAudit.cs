using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Verification;

/// <summary>
/// Checks one stream against <see cref="LedgerRules"/> from nothing but its entries, given one by one in the order they are stored, and then what is
/// kept beside them. Memory: the stream's keys, about 40 bytes an entry. For one thread at a time.
/// </summary>
public sealed class StreamAudit
{
    /// <summary>More findings of one stream say nothing new.</summary>
    public const int MaxFindings = 50;

    private readonly List<LedgerFinding> _findings = [];
    private readonly HashSet<EventKey> _keys = [];
    private readonly SortedDictionary<long, (Int128 Debits, Int128 Credits)> _accounts = [];
    private readonly StreamSnapshot? _snapshot;
    private readonly LiveFigures? _figures;
    private CampaignBooks _books = new();
    private bool _folds = true;
    private int _takeover;

    /// <param name="figures">What a running campaign says of itself; null: nothing to compare.</param>
    /// <param name="closing">Where the entries begin, after those that were dropped; null: at the first.</param>
    public StreamAudit(CampaignNumber stream, StreamSnapshot? snapshot, LiveFigures? figures, StreamClosing? closing = null)
    {
        (Stream, _snapshot, _figures) = (stream, snapshot, figures);
        if (closing is not null)
        {
            Restore(closing);
        }
    }

    public IReadOnlyList<LedgerFinding> Findings => _findings;

    /// <summary>False: the snapshot is in a format this program does not know, so it was not compared.</summary>
    public bool SnapshotCompared { get; private set; } = true;

    public long Seq { get; private set; }

    /// <summary>Position of the last entry that was dropped; 0: none.</summary>
    public long ClosedSeq { get; private set; }

    public CampaignNumber Stream { get; }

    /// <summary>The fold of the entries so far; of those before the first that could not be folded, where there is one.</summary>
    public CampaignBooks Books => _books;

    public LimitAudit Limits { get; } = new();

    /// <summary>Its share of a portfolio's budget, or what it gave as a portfolio.</summary>
    public AllotmentTrail Allotments { get; } = new();

    public void Apply(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Seq != Seq + 1) Find(entry.Seq, LedgerRules.Gap, $"Entry {entry.Seq} follows entry {Seq}.");
        Seq = entry.Seq;
        if (!entry.Key.IsNone && !_keys.Add(entry.Key)) Find(Seq, LedgerRules.RepeatedKey, $"The key of this {entry.Kind} was used by an earlier entry.");
        if (LineRules.Broken(entry) is { } broken) Find(Seq, broken.Rule, broken.Message);
        Sum(entry.Debit, entry.Amount.Nanos, 0);
        Sum(entry.Credit, 0, entry.Amount.Nanos);
        Fold(entry);
        CheckTakeover(entry);
        CheckStoredHere();
    }

    /// <summary>After the last entry: compares what is kept beside the entries as of the same instant.</summary>
    public void Finish(StreamHead head, IReadOnlyList<AccountBalance> balances)
    {
        ArgumentNullException.ThrowIfNull(balances);
        if (head.Seq != Seq) Find(Seq, LedgerRules.Head, $"The head stands at {head.Seq}, the last entry is {Seq}.");
        if (_folds && head.Takeover != _takeover) Find(0, LedgerRules.Head, $"The head names takeover {head.Takeover}, the entries give {_takeover}.");
        if (_folds && head.Mark < _books.Posted) Find(0, LedgerRules.Mark, $"The mark is {head.Mark}, posted is {_books.Posted}.");
        if (_snapshot is not null && _snapshot.Seq > Seq) Find(Seq, LedgerRules.Snapshot, $"The snapshot is of {_snapshot.Seq}, the last entry is {Seq}.");
        if (_figures is not null && _figures.Seq > Seq) Find(Seq, LedgerRules.Figures, $"The node's figures are of {_figures.Seq}, the last entry is {Seq}.");
        if (_figures is { Seq: 0 } && ClosedSeq == 0) CheckFiguresOfNothing(_figures);
        CheckBalances(balances);
        CheckBooks();
    }

    /// <summary>What the lines sum to per account, in nano-units: a damaged line must not end the audit by an overflow.</summary>
    public IEnumerable<(AccountId Account, Int128 Debits, Int128 Credits)> Accounts =>
        _accounts.Select(account => (AccountId.FromPacked(account.Key), account.Value.Debits, account.Value.Credits));

    private void Restore(StreamClosing closing)
    {
        (Seq, ClosedSeq) = (closing.Seq, closing.Seq);
        foreach (var balance in closing.Balances) Sum(balance.Account, balance.Debits.Nanos, balance.Credits.Nanos);
        try
        {
            _books = BooksSnapshot.Read(closing.State);
            if (_books.Seq != closing.Seq) throw new InvalidDataException($"They are of {_books.Seq}.");
        }
        catch (InvalidDataException error)
        {
            _folds = false;
            Find(Seq, LedgerRules.Fold, $"The books that were closed at {closing.Seq} cannot be read: {error.Message}");
            return;
        }

        _takeover = _books.Takeover;
        Limits.Restore(_books);
        Allotments.Restore(_books);
        CheckStoredHere();
    }

    private void CheckStoredHere()
    {
        if (_snapshot?.Seq == Seq) CheckSnapshot(_snapshot);
        if (_figures?.Seq == Seq) CheckFigures(_figures);
    }

    private void Sum(AccountId account, long debit, long credit)
    {
        if (account.IsNone) return;
        var (debits, credits) = _accounts.GetValueOrDefault(account.Packed);
        _accounts[account.Packed] = (debits + debit, credits + credit);
    }

    private void Fold(LedgerEntry entry)
    {
        if (!_folds) return;
        try
        {
            _books.Apply(entry);
            Limits.Observe(entry, _books);
            if (Allotments.Observe(entry, _books) is { } broken) Find(entry.Seq, broken.Rule, broken.Message);
        }
        catch (Exception error) when (FoldErrors.Is(error))
        {
            // Everything after depends on it: the rest of the stream is checked line by line only.
            _folds = false;
            Find(entry.Seq, LedgerRules.Fold, $"{entry.Kind} cannot be folded: {error.Message}");
        }
    }

    private void CheckTakeover(LedgerEntry entry)
    {
        if (!_folds || entry.Kind != EntryKind.Takeover) return;
        if (_books.Takeover <= _takeover) Find(Seq, LedgerRules.Takeover, $"Takeover {_books.Takeover} follows takeover {_takeover}.");
        _takeover = _books.Takeover;
    }

    private void CheckSnapshot(StreamSnapshot stored)
    {
        if (!_folds) return;
        var folded = BooksSnapshot.Write(_books);
        if (folded.AsSpan().SequenceEqual(stored.State)) return;
        try
        {
            var books = BooksSnapshot.Read(stored.State);
            Find(Seq, LedgerRules.Snapshot, $"The snapshot has posted {books.Posted}, billed {books.Billed}; the entries give {_books.Posted} and {_books.Billed}.");
        }
        catch (InvalidDataException)
        {
            SnapshotCompared = false;
        }
    }

    private void CheckFigures(LiveFigures said)
    {
        if (!_folds) return;
        foreach (var difference in said.DifferencesFrom(_books)) Find(Seq, LedgerRules.Figures, difference);
    }

    private void CheckFiguresOfNothing(LiveFigures said)
    {
        foreach (var difference in said.DifferencesFrom(new CampaignBooks())) Find(0, LedgerRules.Figures, difference);
    }

    private void CheckBalances(IReadOnlyList<AccountBalance> balances)
    {
        var kept = balances.ToDictionary(balance => balance.Account.Packed, balance => ((Int128)balance.Debits.Nanos, (Int128)balance.Credits.Nanos));
        foreach (var account in kept.Keys.Union(_accounts.Keys).Order())
        {
            var (stored, summed) = (kept.GetValueOrDefault(account), _accounts.GetValueOrDefault(account));
            if (stored == summed) continue;
            Find(0, LedgerRules.Balance, $"{AccountId.FromPacked(account)} is kept as {Text(stored.Item1)} debit, {Text(stored.Item2)} credit; the lines sum to {Text(summed.Debits)} and {Text(summed.Credits)}.");
        }
    }

    private void CheckBooks()
    {
        if (!_folds) return;
        var posted = Net(AccountKind.MediaCost);
        var billed = -Net(AccountKind.Revenue);
        if (posted != _books.Posted.Nanos) Find(0, LedgerRules.Books, $"The fold has posted {_books.Posted}, the media cost account holds {Text(posted)}.");
        if (billed != _books.Billed.Nanos) Find(0, LedgerRules.Books, $"The fold has billed {_books.Billed}, the revenue account holds {Text(billed)}.");
    }

    // Debits less credits over all accounts of a kind.
    private Int128 Net(AccountKind kind) =>
        Accounts.Where(account => account.Account.Kind == kind).Aggregate(Int128.Zero, (sum, account) => sum + account.Debits - account.Credits);

    private static string Text(Int128 nanos) =>
        nanos >= long.MinValue && nanos <= long.MaxValue ? new Money((long)nanos).ToString() : $"{nanos} nano-units";

    private void Find(long seq, string rule, string message)
    {
        if (_findings.Count < MaxFindings) _findings.Add(new LedgerFinding(Stream, seq, rule, message));
    }
}
