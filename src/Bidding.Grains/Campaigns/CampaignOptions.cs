using System.ComponentModel.DataAnnotations;
using Bidding.Core.Activations;
using Bidding.Core.Escrow;
using Bidding.Core.Portfolios;

namespace Bidding.Grains.Campaigns;

/// <summary>Settings of campaigns' grains; section <c>Campaigns</c>. Every default has its reason beside it.</summary>
public sealed class CampaignOptions : IActivationSettings
{
    public const string Section = "Campaigns";

    /// <summary>Notices decided and appended at once: large enough to share a disk flush, small enough that none waits long.</summary>
    [Range(1, 10_000)]
    public int NoticeBatchMax { get; set; } = 2_000;

    /// <summary>Notices waiting for a campaign; more are answered as unavailable, and their senders repeat them.</summary>
    [Range(1, 1_000_000)]
    public int NoticeQueueMax { get; set; } = 20_000;

    /// <summary>How long a lease request waits for its portfolio and for the mark to be raised, together, in milliseconds: a group commit takes a few. Below <see cref="DeskDeadlineMs"/>, so that the desk hears of a denial.</summary>
    [Range(1, 10_000)]
    public int MarkWaitMs { get; set; } = 250;

    /// <summary>How long a desk waits for its campaigns, in milliseconds: below the gateways' own deadline. A campaign that has not answered by then opens no lease.</summary>
    [Range(1, 10_000)]
    public int DeskDeadlineMs { get; set; } = 400;

    /// <summary>How long an activation tries to take its stream over before the call that woke it fails, in milliseconds.</summary>
    [Range(100, 60_000)]
    public int TakeoverDeadlineMs { get; set; } = 8_000;

    /// <summary>Between two tries of an append in doubt, in milliseconds.</summary>
    [Range(1, 60_000)]
    public int LedgerRetryMs { get; set; } = 250;

    /// <summary>Figures go to ads' grains at most this often, in milliseconds.</summary>
    [Range(10, 60_000)]
    public int FiguresEveryMs { get; set; } = 250;

    /// <summary>The optimizer looks at a campaign at most this often while results come in, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int ConsiderEveryMs { get; set; } = 2_000;

    /// <summary>The safety net for catalog changes that no call announced, in milliseconds.</summary>
    [Range(100, 600_000)]
    public int CatalogPollMs { get; set; } = 5_000;

    /// <summary>What pacing has learned is kept this often while there is anything new, in milliseconds: what a crash loses of the traffic's record, at 170 writes a second for 10,000 campaigns.</summary>
    [Range(100, 3_600_000)]
    public int PacingSaveMs { get; set; } = 60_000;

    /// <summary>The same where levers have moved by half or more, in milliseconds: a campaign that has just found its price should not have to find it again.</summary>
    [Range(100, 3_600_000)]
    public int PacingSaveSoonMs { get; set; } = 10_000;

    /// <summary>How long an activation waits for what its predecessor has learned, in milliseconds; it is read while the stream is taken over, which takes about as long.</summary>
    [Range(1, 60_000)]
    public int PacingReadMs { get; set; } = 500;

    /// <summary>Times and sizes of escrow; the same on all nodes.</summary>
    public EscrowSettings Escrow { get; set; } = new();

    /// <summary>How campaigns and their portfolio share a budget; the same on all nodes.</summary>
    public AllotmentSettings Allotments { get; set; } = new();
}
