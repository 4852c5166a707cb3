using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Core.Ledger.Verification;

/// <summary>
/// Recomputes the whole ledger from its entries and compares: the proof that the books balance. Each stream is read as of one instant, so it may be
/// written to meanwhile.
/// </summary>
public static class LedgerVerifier
{
    /// <param name="figures">What running campaigns said of themselves before this call; their streams are compared at where they stood.</param>
    public static async Task<LedgerReport> VerifyAsync(
        ILedgerReader ledger, IReadOnlyDictionary<CampaignNumber, LiveFigures> figures, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(figures);
        var report = new LedgerReport();
        var streams = await ledger.ReadStreamsAsync(cancel).ConfigureAwait(false);
        var allotted = new Dictionary<CampaignNumber, StreamAudit>();

        // Portfolios come last: their numbers are above all campaigns'.
        foreach (var stream in streams.Union(figures.Keys).OrderBy(stream => stream.Value))
        {
            var image = await ledger.OpenImageAsync(stream, cancel).ConfigureAwait(false);
            await using (image.ConfigureAwait(false))
            {
                var audit = await AuditAsync(image, figures.GetValueOrDefault(stream), cancel).ConfigureAwait(false);
                report.Add(audit, image.Currency, image.Snapshot is not null);
                if (PortfolioStreams.Is(stream))
                {
                    report.Add(await PortfolioAudit.CheckAsync(stream, audit.Allotments, allotted, campaign => LaterStepsAsync(ledger, campaign, cancel)).ConfigureAwait(false));
                }
                else if (!audit.Allotments.IsEmpty)
                {
                    allotted[stream] = audit;
                }
            }
        }

        return report;
    }

    private static async Task<IReadOnlyList<AllotmentStep>> LaterStepsAsync(ILedgerReader ledger, StreamAudit campaign, CancellationToken cancel)
    {
        var steps = new List<AllotmentStep>();
        await foreach (var entry in ledger.ReadEntriesAsync(campaign.Stream, campaign.Seq, cancel).ConfigureAwait(false))
        {
            if (entry.Kind == EntryKind.Allotment)
            {
                steps.Add(new(entry.Seq, entry.Day, default, new((int)entry.Value.Nanos, entry.Amount)));
            }
        }

        return steps;
    }

    private static async Task<StreamAudit> AuditAsync(ILedgerImage image, LiveFigures? figures, CancellationToken cancel)
    {
        var audit = new StreamAudit(image.Stream, image.Snapshot, figures, image.Closing);
        await foreach (var entry in image.ReadEntriesAsync(audit.Seq, cancel).ConfigureAwait(false)) audit.Apply(entry);
        audit.Finish(image.Head, image.Balances);
        return audit;
    }
}

/// <summary>What a verification found. For one thread at a time.</summary>
public sealed class LedgerReport
{
    private readonly List<LedgerFinding> _findings = [];
    private readonly List<(CampaignNumber Stream, CurrencyCode Currency, CampaignBooks Books, LimitAudit Limits)> _campaigns = [];
    private readonly List<(CampaignNumber Stream, CurrencyCode Currency, CampaignBooks Books)> _portfolios = [];
    private readonly Dictionary<(AccountKind Kind, CurrencyCode Currency), (Int128 Debits, Int128 Credits)> _accounts = [];

    public int Streams { get; private set; }

    /// <summary>Checked one by one.</summary>
    public long Entries { get; private set; }

    /// <summary>Dropped before, and known only by what their closings say they came to.</summary>
    public long EntriesClosed { get; private set; }

    public int Snapshots { get; private set; }

    /// <summary>Snapshots in a format of another version of this program.</summary>
    public int SnapshotsNotCompared { get; private set; }

    public IReadOnlyList<LedgerFinding> Findings => _findings;

    /// <summary>What each portfolio's entries fold to.</summary>
    public IReadOnlyList<(CampaignNumber Stream, CurrencyCode Currency, CampaignBooks Books)> Portfolios => _portfolios;

    /// <summary>What each campaign's entries fold to, beside the limits they were held to.</summary>
    public IReadOnlyList<(CampaignNumber Stream, CurrencyCode Currency, CampaignBooks Books, LimitAudit Limits)> Campaigns => _campaigns;

    public bool IsClean => _findings.Count == 0;

    /// <summary>Debits and credits over all streams, per kind of account and currency, in nano-units: sums may leave the range of money.</summary>
    public IEnumerable<(AccountKind Kind, CurrencyCode Currency, Int128 Debits, Int128 Credits)> Accounts =>
        _accounts.OrderBy(account => account.Key.Kind).ThenBy(account => account.Key.Currency.Packed)
            .Select(account => (account.Key.Kind, account.Key.Currency, account.Value.Debits, account.Value.Credits));

    internal void Add(IReadOnlyList<LedgerFinding> findings) => _findings.AddRange(findings);

    internal void Add(StreamAudit audit, CurrencyCode currency, bool hasSnapshot)
    {
        Streams++;
        Entries += audit.Seq - audit.ClosedSeq;
        EntriesClosed += audit.ClosedSeq;
        Snapshots += hasSnapshot ? 1 : 0;
        SnapshotsNotCompared += audit.SnapshotCompared ? 0 : 1;
        _findings.AddRange(audit.Findings);
        if (PortfolioStreams.Is(audit.Stream))
        {
            _portfolios.Add((audit.Stream, currency, audit.Books));
        }
        else
        {
            _campaigns.Add((audit.Stream, currency, audit.Books, audit.Limits));
        }

        foreach (var (account, debits, credits) in audit.Accounts)
        {
            var (allDebits, allCredits) = _accounts.GetValueOrDefault((account.Kind, currency));
            _accounts[(account.Kind, currency)] = (allDebits + debits, allCredits + credits);
        }
    }
}
