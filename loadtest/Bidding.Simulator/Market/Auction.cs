using Bidding.Core.Amounts;

namespace Bidding.Simulator.Market;

/// <summary>How the exchange decided one slot. <see cref="ClearingPrice"/> is what the winner pays, per mille.</summary>
public readonly record struct AuctionResult(bool Won, CpmPrice ClearingPrice, CpmPrice MinimumToWin);

/// <summary>The exchange's side of an auction: one bid of ours against the best of all others.</summary>
public static class Auction
{
    private static readonly CpmPrice Increment = new(Money.NanosPerUnit / 100);

    /// <summary>First price (1): the winner pays its bid. Second price (2): the best other price or the floor, plus a cent, never more than its bid.
    /// Fixed price (3): the deal's price, whatever others bid.</summary>
    public static AuctionResult Hold(int auctionType, CpmPrice bid, CpmPrice floor, CpmPrice competing)
    {
        var minimum = new CpmPrice(CpmPrice.Max(floor, competing).NanosPerMille + Increment.NanosPerMille);
        return auctionType switch
        {
            3 => new(bid >= floor, bid, floor),
            2 => new(bid >= minimum, CpmPrice.Min(bid, minimum), minimum),
            _ => new(bid >= minimum, bid, minimum),
        };
    }
}
