using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Ledger;

/// <summary>A stream's row as the writer last wrote it, and what it allows next. One at a time uses it.</summary>
internal sealed class StreamState
{
    public bool Exists { get; set; }
    public StreamHead Head { get; set; }
    public CurrencyCode Currency { get; set; }
    public long AppendId { get; set; }
    public long AppendExpectedSeq { get; set; }
    public List<StreamAccount> Accounts { get; init; } = [];

    /// <summary>Id of the stream's last row where rows of all streams stand in one order, 0: none yet.</summary>
    public long LastId { get; set; }

    // Its answer can be repeated.
    private bool WroteLast(LedgerAppend append) => Head.Seq > 0 && append.AppendId == AppendId && append.ExpectedSeq == AppendExpectedSeq;

    /// <summary>The answer where the head alone gives it: a repeat, or not this stream's next append. Null: what remains is whether its keys are known.</summary>
    /// <exception cref="ArgumentException">The append can never be right.</exception>
    public AppendResult? Answer(LedgerAppend append)
    {
        if (WroteLast(append)) return new(AppendOutcome.Committed, Head);
        if (append.ExpectedSeq != Head.Seq || !IsOwnedBy(append)) return new(AppendOutcome.Conflict, Head);
        if (!Currency.IsNone && !append.Currency.IsNone && Currency != append.Currency)
        {
            throw new ArgumentException($"Stream {append.Stream.Value} is kept in {Currency}, and an append came in {append.Currency}.");
        }

        return null;
    }

    /// <summary>Makes it the append that was written last.</summary>
    /// <param name="accounts">What <see cref="Move(LedgerAppend, List{StreamAccount})"/> gave for it.</param>
    public void Take(LedgerAppend append, List<StreamAccount> accounts)
    {
        Head = new StreamHead(append.ExpectedSeq + append.Entries.Count, append.Mark, append.Takeover);
        if (!append.Currency.IsNone) Currency = append.Currency;
        (AppendId, AppendExpectedSeq) = (append.AppendId, append.ExpectedSeq);
        Accounts.Clear();
        Accounts.AddRange(accounts);
    }

    private bool IsOwnedBy(LedgerAppend append)
    {
        if (append.Takeover == Head.Takeover) return true;
        if (append.Takeover < Head.Takeover) return false;
        foreach (var entry in append.Entries)
        {
            if (entry.Kind == EntryKind.Takeover) return true;
        }

        return false;
    }

    /// <summary>What the accounts hold after the append, in <paramref name="after"/>. A stream touches a handful, so a list is searched faster than a table.</summary>
    /// <exception cref="ArgumentException">A balance would leave the range of money.</exception>
    public void Move(LedgerAppend append, List<StreamAccount> after)
    {
        after.Clear();
        after.AddRange(Accounts);
        try
        {
            foreach (var entry in append.Entries)
            {
                if (entry.Debit.IsNone) continue;
                Move(after, entry.Debit, entry.Amount, Money.Zero);
                Move(after, entry.Credit, Money.Zero, entry.Amount);
            }
        }
        catch (OverflowException error)
        {
            throw new ArgumentException($"A balance of stream {append.Stream.Value} would leave the range of money.", error);
        }
    }

    private static void Move(List<StreamAccount> accounts, AccountId account, Money debit, Money credit)
    {
        for (var i = 0; i < accounts.Count; i++)
        {
            if (accounts[i].Account != account) continue;
            accounts[i] = new(account, accounts[i].Debits + debit, accounts[i].Credits + credit);
            return;
        }

        accounts.Add(new(account, debit, credit));
    }
}
