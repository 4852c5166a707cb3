namespace Bidding.Core.Ledger.Verification;

/// <summary>Which accounts a line of each kind moves money between, as <see cref="EntryKind"/> describes them.</summary>
internal static class LineRules
{
    /// <summary>What is wrong with the line; null: nothing.</summary>
    public static (string Rule, string Message)? Broken(LedgerEntry entry)
    {
        if (entry.Amount.IsNegative) return (LedgerRules.Unbalanced, $"{entry.Kind} of {entry.Amount}: an amount is not negative.");
        if (entry.Debit.IsNone != entry.Credit.IsNone) return (LedgerRules.Unbalanced, $"{entry.Kind} of {entry.Amount} has debit {entry.Debit} and credit {entry.Credit}.");
        return MayMove(entry.Kind, entry.Debit.Kind, entry.Credit.Kind)
            ? null
            : (LedgerRules.WrongAccounts, $"{entry.Kind} moves {entry.Amount} from {entry.Credit} to {entry.Debit}.");
    }

    private static bool MayMove(EntryKind kind, AccountKind debit, AccountKind credit) => kind switch
    {
        EntryKind.Post => (debit, credit) is (AccountKind.MediaCost, AccountKind.ExchangePayable),
        EntryKind.Bill => (debit, credit) is (AccountKind.AdvertiserReceivable, AccountKind.Revenue),
        EntryKind.Dispute => (debit, credit) is (AccountKind.Disputed, AccountKind.ExchangePayable),
        EntryKind.Correction => (debit, credit) is (AccountKind.MediaCost, AccountKind.ExchangePayable) or (AccountKind.ExchangePayable, AccountKind.MediaCost)
            or (AccountKind.AdvertiserReceivable, AccountKind.Revenue) or (AccountKind.Revenue, AccountKind.AdvertiserReceivable),
        _ => debit == AccountKind.None,
    };
}
