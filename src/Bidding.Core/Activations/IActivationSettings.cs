using Bidding.Core.Escrow;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Activations;

/// <summary>What an activation of a campaign works by. Defaults and their reasons are with whoever configures it.</summary>
public interface IActivationSettings
{
    /// <summary>Notices decided and appended at once.</summary>
    int NoticeBatchMax { get; }

    /// <summary>Notices waiting for a campaign; more are answered as unavailable.</summary>
    int NoticeQueueMax { get; }

    /// <summary>How long a lease request waits for its portfolio and for the mark to be raised, together, in milliseconds.</summary>
    int MarkWaitMs { get; }

    /// <summary>How long an activation tries to take its stream over, in milliseconds.</summary>
    int TakeoverDeadlineMs { get; }

    /// <summary>Between two tries of an append in doubt, in milliseconds.</summary>
    int LedgerRetryMs { get; }

    /// <summary>Times and sizes of escrow; the same on all nodes.</summary>
    EscrowSettings Escrow { get; }

    /// <summary>How campaigns and their portfolio share a budget.</summary>
    AllotmentSettings Allotments => DefaultAllotments;

    private static readonly AllotmentSettings DefaultAllotments = new();
}
