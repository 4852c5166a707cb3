using Bidding.Core.Amounts;
using Bidding.Core.Escrow;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>What a batch of notices comes to. Nothing of it holds until the entries are durable.</summary>
/// <param name="Results">One per notice, in order.</param>
/// <param name="Entries">To append, numbered from the books' seq on; may be empty.</param>
/// <param name="Settlements">To apply to the escrow once the entries are durable.</param>
/// <param name="MarkRise">What was posted without a reserve to pay for it: the mark rises by as much in the same append.</param>
public sealed record NoticeDecision(
    IReadOnlyList<NoticeResult> Results,
    IReadOnlyList<LedgerEntry> Entries,
    IReadOnlyList<Settlement> Settlements,
    Money MarkRise);
