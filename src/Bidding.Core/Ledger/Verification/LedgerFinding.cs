using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Verification;

/// <summary>One difference between what the ledger should hold and what it holds.</summary>
/// <param name="Seq">The entry it shows at; 0: the stream as a whole.</param>
/// <param name="Rule">Short and stable, lower-case with underscores, see <see cref="LedgerRules"/>.</param>
/// <param name="Message">For people: both figures, and of what.</param>
public readonly record struct LedgerFinding(CampaignNumber Stream, long Seq, string Rule, string Message);

/// <summary>The rules that a stream is checked against, by the names that findings give them.</summary>
public static class LedgerRules
{
    /// <summary>Entries are numbered from 1 without gaps.</summary>
    public const string Gap = "seq_gap";

    /// <summary>No key occurs twice in a stream.</summary>
    public const string RepeatedKey = "key_repeated";

    /// <summary>A line takes both accounts or none, and its amount is not negative.</summary>
    public const string Unbalanced = "line_unbalanced";

    /// <summary>A line moves money between the accounts that its kind names, and only such kinds move any.</summary>
    public const string WrongAccounts = "line_accounts";

    /// <summary>A takeover's number is above the one before.</summary>
    public const string Takeover = "takeover_not_rising";

    /// <summary>An entry can be folded.</summary>
    public const string Fold = "fold_failed";

    /// <summary>The head stands at the last entry and at the last takeover.</summary>
    public const string Head = "head_differs";

    /// <summary>The mark is not below what is posted.</summary>
    public const string Mark = "mark_below_posted";

    /// <summary>Kept balances are the sums of the lines.</summary>
    public const string Balance = "balance_differs";

    /// <summary>What the fold calls posted and billed is what the accounts hold.</summary>
    public const string Books = "books_differ_from_accounts";

    /// <summary>The snapshot is the fold of the entries up to it.</summary>
    public const string Snapshot = "snapshot_differs";

    /// <summary>What a portfolio gave is together within its budget in force, at each raise.</summary>
    public const string AllotmentSum = "allotments_above_budget";

    /// <summary>A raise has a new version; within a version an allotment only falls.</summary>
    public const string AllotmentOrder = "allotment_out_of_order";

    /// <summary>A campaign holds no more than its portfolio gave.</summary>
    public const string AllotmentGiven = "allotment_not_given";

    /// <summary>A portfolio counts as given back only what the campaign's own stream says it gave back.</summary>
    public const string AllotmentFall = "allotment_fall_unconfirmed";

    /// <summary>What a campaign posted in time is within its allotments.</summary>
    public const string AllotmentSpend = "spent_above_allotment";

    /// <summary>A running campaign's figures are the fold of the entries up to where they stand.</summary>
    public const string Figures = "figures_differ";
}
