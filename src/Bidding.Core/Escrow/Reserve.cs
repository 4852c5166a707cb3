using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>What is held back for bids that may still win: media cost, and under CPM what the advertiser would owe. Campaign's currency.</summary>
public readonly record struct Reserve(Money Media, Money Payout)
{
    public static Reserve operator +(Reserve a, Reserve b) => new(a.Media + b.Media, a.Payout + b.Payout);
    public static Reserve operator -(Reserve a, Reserve b) => new(a.Media - b.Media, a.Payout - b.Payout);

    public static Reserve Min(Reserve a, Reserve b) => new(Money.Min(a.Media, b.Media), Money.Min(a.Payout, b.Payout));

    /// <summary>a - b, each part at least zero.</summary>
    public static Reserve Left(Reserve a, Reserve b) => new(Money.Max(Money.Zero, a.Media - b.Media), Money.Max(Money.Zero, a.Payout - b.Payout));
}

/// <summary>One bid's reserve leaves its window: by a post or a release.</summary>
public readonly record struct Settlement(WindowId Window, ExchangeNumber Exchange, Reserve Bid);
