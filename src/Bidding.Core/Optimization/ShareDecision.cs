using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Optimization;

/// <summary>Why shares move, or stay.</summary>
public enum ShareReason : byte
{
    /// <summary>The evidence asks for no move worth an entry.</summary>
    Settled = 0,

    /// <summary>Too little has happened yet to tell the ads apart.</summary>
    TooLittleEvidence = 1,

    /// <summary>What the ads earned per cost moved the shares.</summary>
    Evidence = 2,

    /// <summary>An ad came, went or was paused: the others make room or take over.</summary>
    AdsChanged = 3,
}

/// <summary>One ad's share before and after a decision.</summary>
public readonly record struct ShareMove(AdNumber Ad, Ratio Before, Ratio After);

/// <summary>A decision on a campaign's shares.</summary>
/// <param name="IsShift">Whether the shares are to be changed; where not, before and after are the same.</param>
/// <param name="IsUnderway">The step was cut: the evidence already asks for more.</param>
/// <param name="Moves">Every ad, in the order given. After a shift the shares sum to exactly one, unless no ad is active.</param>
/// <param name="Evidence">JSON, see <see cref="ShiftEvidence"/>; empty when nothing shifts.</param>
public sealed record ShareDecision(ShareReason Reason, bool IsShift, bool IsUnderway, IReadOnlyList<ShareMove> Moves, string Evidence);
