namespace Bidding.Core.Ledger;

/// <summary>
/// The durable, append-only ledger: one stream per campaign. Safe for use from any thread; appends of all streams share one group-committing
/// writer. Every method throws <see cref="LedgerUnavailableException"/> when the store does not answer, in which case an append is in doubt.
/// </summary>
public interface ILedgerStore : ILedgerReader
{
    /// <summary>
    /// Completes once the outcome is known and, if committed, durable (fsync). Throws <see cref="ArgumentException"/> for an append that breaks
    /// its own rules, see <see cref="LedgerAppend.Validate"/>.
    /// </summary>
    ValueTask<AppendResult> AppendAsync(LedgerAppend append, CancellationToken cancel);
}

/// <summary>The ledger did not answer in time or refused for a reason that may pass. An append that ended so is in doubt.</summary>
public sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
