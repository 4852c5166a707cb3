using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>What one window placed on one exchange: reserves of the bids made (rounded up, campaign's currency) and their count.</summary>
public readonly record struct PlacedOnExchange(ExchangeNumber Exchange, Money Amount, int Bids);

/// <summary>A gateway's account of a window it has sealed. Repeated until acknowledged; only the first counts.</summary>
public sealed record WindowReport(WindowId Window, IReadOnlyList<PlacedOnExchange> Placed);

/// <summary>What a gateway asks of a campaign each window. All amounts in the campaign's currency.</summary>
public sealed record LeaseRequest
{
    public required CampaignNumber Campaign { get; init; }

    /// <summary>The gateway's incarnation: random per start.</summary>
    public required long Gateway { get; init; }

    /// <summary>False: only reports, asks for no money.</summary>
    public required bool WantsLease { get; init; }

    /// <summary>What recent bids placed and what had to be refused for want of money, since the last request: the demand.</summary>
    public required Money Placed { get; init; }
    public required Money Refused { get; init; }

    /// <summary>Largest single reserve expected; a lease below it would be useless. At least 1 nano-unit.</summary>
    public required Money LargestBid { get; init; }

    /// <summary>Auctions since the last request in which the campaign was eligible, counted before pacing's own throttle.</summary>
    public required int Opportunities { get; init; }
    public required IReadOnlyList<WindowReport> Reports { get; init; }
}

/// <summary>The slice of a campaign's budget that one gateway may spend in one window.</summary>
/// <param name="Bids">How many bids it may place: the limit of what CPM payouts allow; int.MaxValue where payouts are not per impression.</param>
/// <param name="Duration">From when the gateway sent its request, on its own monotonic clock.</param>
public sealed record LeaseGrant(WindowId Window, BudgetDay Day, Money Amount, int Bids, TimeSpan Duration);

/// <summary>Pacing's two levers. Participation 0 to 1; multiplier of the bid's value (1: unpaced), within what the campaign's pacing rules allow.</summary>
public readonly record struct PacingLevers(Ratio Participation, Ratio BidMultiplier)
{
    public static PacingLevers Open { get; } = new(Ratio.One, Ratio.One);
}

/// <summary>What a campaign has learned of an ad: its share of the campaign's budget and the rates that price it.</summary>
/// <param name="Share">0 to 1; the shares of a campaign's ads sum to 1.</param>
/// <param name="ClickRate">Clicks per impression.</param>
/// <param name="ConversionRate">Results of the goal's action per click.</param>
/// <param name="ConversionValue">Mean order value of a conversion.</param>
public readonly record struct AdOutlook(AdNumber Ad, Ratio Share, Ratio ClickRate, Ratio ConversionRate, Money ConversionValue);

/// <summary>Why a campaign gave no lease.</summary>
public enum LeaseDenial : byte
{
    None = 0,
    BudgetExhausted = 1,
    DayExhausted = 2,
    NotServing = 3,
    NoAuthority = 4,
    BillingLimit = 5,
    NotWanted = 6,
    HourExhausted = 7,

    /// <summary>Its portfolio gave it no more: for now, or because that is used up.</summary>
    PortfolioExhausted = 10,
}

public sealed record LeaseReply
{
    public required CampaignNumber Campaign { get; init; }
    public LeaseGrant? Grant { get; init; }
    public LeaseDenial Denial { get; init; }

    /// <summary>Reports that are durable in effect and need not be repeated.</summary>
    public required IReadOnlyList<WindowId> Acknowledged { get; init; }
    public required PacingLevers Levers { get; init; }
    public required IReadOnlyList<AdOutlook> Ads { get; init; }

    /// <summary>Keys of the publishers at the campaign's limit, ascending; empty where it has none.</summary>
    public ulong[] PublishersReached { get; init; } = [];
}
