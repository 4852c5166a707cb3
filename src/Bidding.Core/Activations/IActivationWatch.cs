using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Ledger.Decisions;

namespace Bidding.Core.Activations;

/// <summary>Hears what happens to an activation: for logs, counters, and whoever hosts it. Called on the activation's own scheduler; must not throw.</summary>
public interface IActivationWatch
{
    /// <summary>Something was appended and is durable.</summary>
    /// <param name="decision">What notices came to, when there were any.</param>
    void Written(NoticeDecision? decision);

    /// <summary>The stream belongs to another now, or this activation failed: it is to be ended.</summary>
    void Lost();

    /// <summary>The ledger did not answer an append; it is being repeated.</summary>
    void AppendInDoubt(Exception fault, long seq);

    void AppendRefused(long seq, AppendOutcome outcome);

    /// <summary>Whether the stream is still ours could not be asked.</summary>
    void ProofFailed(Exception fault);

    /// <summary>A call came to an end because the activation had.</summary>
    void AfterTheEnd(Exception fault);

    void SnapshotUnreadable(Exception fault);

    /// <summary>Deciding threw: a fault of ours.</summary>
    void DecidingFailed(Exception fault);

    /// <summary>A campaign and its portfolio could not reach one another; they try again.</summary>
    void AllotmentCallFailed(Exception fault) => AfterTheEnd(fault);

    /// <summary>A gateway claims to have placed more than was leased.</summary>
    void ReportExceeds(long gateway, WindowId window);
}
