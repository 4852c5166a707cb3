namespace Bidding.Core.Auction;

/// <summary>Settings of the bid decision. Immutable.</summary>
public sealed record AuctionOptions
{
    /// <summary>What the rest of an answer needs after the decision: writing it and the way back. A request whose <c>tmax</c> leaves less is not answered.</summary>
    public TimeSpan AnswerTime { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many rivals a first-price auction is taken to have; see <c>FirstPrice</c>. 0 bids the full value.</summary>
    public int FirstPriceRivals { get; init; } = 9;

    /// <summary>
    /// Of the campaigns that an auction passes over, as their worth was too low, a request counts the opportunities of one part in so many, each for that many; 1 counts all. Those
    /// that came up in the auction are always counted, and where requests are rare all are. At least 1.
    /// </summary>
    public int CountEvery { get; init; } = 32;
}
