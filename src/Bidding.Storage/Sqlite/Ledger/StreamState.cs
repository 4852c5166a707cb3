using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>A stream's row as the writer last wrote it. For the writer's thread.</summary>
internal sealed class StreamState
{
    public bool Exists { get; set; }
    public StreamHead Head { get; set; }
    public CurrencyCode Currency { get; set; }
    public long AppendId { get; set; }
    public long AppendExpectedSeq { get; set; }
    public List<StreamAccount> Accounts { get; init; } = [];

    /// <summary>Is it the append that was written last, so that its answer can be repeated?</summary>
    public bool WroteLast(LedgerAppend append) => Head.Seq > 0 && append.AppendId == AppendId && append.ExpectedSeq == AppendExpectedSeq;

    public bool IsOwnedBy(LedgerAppend append)
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
    /// <exception cref="OverflowException">A balance would leave the range of money.</exception>
    public void Move(LedgerAppend append, List<StreamAccount> after)
    {
        after.Clear();
        after.AddRange(Accounts);
        foreach (var entry in append.Entries)
        {
            if (entry.Debit.IsNone) continue;
            Move(after, entry.Debit, entry.Amount, Money.Zero);
            Move(after, entry.Credit, Money.Zero, entry.Amount);
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
