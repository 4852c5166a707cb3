using Bidding.Core.Amounts;

namespace Bidding.Core.Optimization;

/// <summary>What an ad has shown of itself so far, cumulative: what it got and what that cost.</summary>
/// <param name="Cost">Media cost posted, in the campaign's currency.</param>
/// <param name="IsActive">False: paused or archived; it gets no share, and its counts still inform the campaign's own rates.</param>
public readonly record struct AdTrial(AdCounts Counts, Money Cost, bool IsActive);
