namespace Bidding.Core.Escrow;

/// <summary>
/// The clock by which reserves expire: it runs with the monotonic clock, and stands still while the ledger does not answer or the activation itself was stalled,
/// since notices that came in time may be queued then. Starts at zero. For one thread at a time.
/// </summary>
public sealed class EscrowClock(TimeSpan stall)
{
    private TimeSpan? _last;

    /// <summary>Expiry time since the activation's start.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>Moves the clock. To be called at least every half <c>stall</c>: a longer gap is taken for a stall and not counted at all.</summary>
    /// <param name="monotonic">A reading of the monotonic clock.</param>
    /// <param name="ledgerSilentSince">When the oldest unanswered call to the ledger was sent; null: none is under way.</param>
    public TimeSpan Advance(TimeSpan monotonic, TimeSpan? ledgerSilentSince)
    {
        if (_last is not { } last)
        {
            _last = monotonic;
            return Now;
        }

        if (monotonic <= last)
        {
            return Now;
        }

        _last = monotonic;
        if (monotonic - last > stall)
        {
            return Now;
        }

        var counted = ledgerSilentSince is { } since && since + stall < monotonic ? since + stall : monotonic;
        if (counted > last)
        {
            Now += counted - last;
        }

        return Now;
    }
}
