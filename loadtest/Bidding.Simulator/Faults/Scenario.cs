using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;

namespace Bidding.Simulator.Faults;

/// <summary>What may go wrong in a run, and how often; each from 0 to 1 unless it says otherwise.</summary>
public sealed record Weather
{
    /// <summary>Notices that never arrive, of those that an exchange would send.</summary>
    public double NoticeLoss { get; init; } = 0.05;
    public double NoticeDuplicates { get; init; } = 0.15;

    /// <summary>Notices that come after their window.</summary>
    public double NoticesLate { get; init; } = 0.05;

    /// <summary>Bids whose exchange says nothing at all.</summary>
    public double Silence { get; init; } = 0.3;
    public double Wins { get; init; } = 0.5;
    public double ContradictingNotices { get; init; } = 0.05;

    /// <summary>Calls between nodes of which question or answer is lost.</summary>
    public double CallLoss { get; init; } = 0.01;

    /// <summary>The same of calls to the ledger.</summary>
    public double LedgerCallLoss { get; init; } = 0.005;

    /// <summary>Calls that take up to a second or two.</summary>
    public double SlowCalls { get; init; } = 0.02;

    /// <summary>Mean time between two faults or edits; zero: none.</summary>
    public TimeSpan Trouble { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Which faults and edits may come.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = Enum.GetValues<Fault>();

    /// <summary>Mean time between two faults or edits of a portfolio; zero: none.</summary>
    public TimeSpan PortfolioTrouble { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>Auctions a second in which a campaign is eligible, per gateway.</summary>
    public double Rate { get; init; } = 12;
}

/// <summary>What trouble may do, once.</summary>
public enum Fault
{
    Crash,
    Freeze,
    LedgerOutage,
    LedgerCut,
    PeerCut,
    Move,
    ActivateTwice,

    /// <summary>A campaign's node stands still, another takes over, and the first comes back and can not reach the ledger.</summary>
    SplitBrain,
    StepClock,
    RaiseBudget,
    LowerBudget,
    ChangeZone,
    Pause,
    Resume,
    RefreshCatalog,
}

/// <summary>One exchange as the world plays it.</summary>
public sealed record ScenarioExchange(int Number, Core.Exchanges.BillableEvent Billable, TimeSpan NoticeWindow);

/// <summary>All that a seed decides before the first event. The same scenario and seed make the same run.</summary>
public sealed record Scenario
{
    public required int Seed { get; init; }
    public required DateTimeOffset Start { get; init; }
    public required IReadOnlyList<Campaign> Campaigns { get; init; }
    public IReadOnlyList<Portfolio> Portfolios { get; init; } = [];
    public required int Nodes { get; init; }
    public required EscrowSettings Escrow { get; init; }
    public required IReadOnlyList<ScenarioExchange> Exchanges { get; init; }
    public Weather Weather { get; init; } = new();

    /// <summary>How long exchanges ask for bids; the quiet time after it is added.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wall clocks are stepped by at most this; zero: they are true.</summary>
    public TimeSpan ClockErrorMax { get; init; }

    /// <summary>Gateways and exchanges try this long to have a notice taken.</summary>
    public TimeSpan NoticeDeadline { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Bid prices, nano-units per mille of the bid's currency: from a quarter of this up to it.</summary>
    public long PriceMax { get; init; } = 8_000_000_000;
}
