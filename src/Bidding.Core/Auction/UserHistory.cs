namespace Bidding.Core.Auction;

/// <summary>An impression that a user has seen, by permanent numbers; <see cref="AtMs"/> is Unix milliseconds.</summary>
public readonly record struct ShownImpression(int Campaign, int Ad, long AtMs);

/// <summary>
/// A view of what a user has seen, in any order. <c>default</c> is unknown: the lookup failed or was not made, and capped campaigns do not bid.
/// </summary>
public readonly ref struct UserHistory
{
    private UserHistory(ReadOnlySpan<ShownImpression> shown)
    {
        Shown = shown;
        IsKnown = true;
    }

    public ReadOnlySpan<ShownImpression> Shown { get; }
    public bool IsKnown { get; }

    /// <summary>The user is known to have seen these; empty for a user without a profile.</summary>
    public static UserHistory Of(ReadOnlySpan<ShownImpression> shown) => new(shown);
}
