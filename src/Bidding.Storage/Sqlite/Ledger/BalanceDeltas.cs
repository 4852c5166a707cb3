using Bidding.Core.Amounts;
using Bidding.Core.Ledger;

namespace Bidding.Storage.Sqlite.Ledger;

/// <summary>What one append moves through each account. A stream touches a handful of accounts, so a list is searched faster than a table.</summary>
internal sealed class BalanceDeltas
{
    private readonly List<Delta> _deltas = [];

    public IReadOnlyList<Delta> All => _deltas;

    public void Clear() => _deltas.Clear();

    public void Add(LedgerEntry entry)
    {
        if (entry.Debit.IsNone) return;
        Add(entry.Debit, entry.Amount, Money.Zero);
        Add(entry.Credit, Money.Zero, entry.Amount);
    }

    /// <summary>Raises each account to what it holds now plus the delta.</summary>
    public void Offset(Func<AccountId, (Money Debits, Money Credits)> read)
    {
        for (var i = 0; i < _deltas.Count; i++)
        {
            var (debits, credits) = read(_deltas[i].Account);
            _deltas[i] = new Delta(_deltas[i].Account, _deltas[i].Debits + debits, _deltas[i].Credits + credits);
        }
    }

    private void Add(AccountId account, Money debit, Money credit)
    {
        for (var i = 0; i < _deltas.Count; i++)
        {
            if (_deltas[i].Account != account) continue;
            _deltas[i] = new Delta(account, _deltas[i].Debits + debit, _deltas[i].Credits + credit);
            return;
        }

        _deltas.Add(new Delta(account, debit, credit));
    }

    public readonly record struct Delta(AccountId Account, Money Debits, Money Credits);
}
