namespace Bidding.Simulator.Faults;

/// <summary>What a run did and suffered, counted so that one sees that it was not idle.</summary>
public enum Deed
{
    Bids,
    Leases,
    Wins,
    Losses,
    SilentBids,
    NoticesTaken,
    NoticesLost,
    NoticesRepeated,
    DuplicatesSent,
    DuplicatesAtAnotherPrice,
    WinsAfterLoss,
    LossesAfterWin,
    NoticesSentLate,
    Clicks,
    Conversions,
    ConversionsSentLate,
    OrdersSentAgain,
    RowsWritten,
    LatePosts,
    Corrections,
    Refusals,
    Billed,
    Unbilled,
    Takeovers,
    Handovers,
    DoubleActivations,
    SplitBrains,
    NodeCrashes,
    NodesFrozen,
    LedgerOutages,
    LedgerCuts,
    PeerCuts,
    LedgerTimeouts,
    AppendsInDoubt,
    AppendsRefused,
    CallsLost,
    ReportsRepeated,
    ReportsRefused,
    ClockSteps,
    BudgetsRaised,
    BudgetsLowered,
    ZoneChanges,
    Pauses,
    Resumes,
    CatalogRefreshes,
    DaysCrossed,
    BudgetsUsedUp,
    AllotmentsRaised,
    AllotmentsLowered,
    PortfolioTakeovers,
    PortfoliosActivatedTwice,
    PortfolioBudgetsRaised,
    PortfolioBudgetsLowered,
    PortfoliosUsedUp,
}

/// <summary>Counts of deeds; added up over seeds. For one thread.</summary>
public sealed class Tally
{
    private readonly long[] _counts = new long[Enum.GetValues<Deed>().Length];

    public long this[Deed deed] => _counts[(int)deed];

    public void Count(Deed deed, long by = 1) => _counts[(int)deed] += by;

    public void Add(Tally other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
    }
}
