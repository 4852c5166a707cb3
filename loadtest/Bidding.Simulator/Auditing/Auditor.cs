namespace Bidding.Simulator.Auditing;

/// <summary>
/// Watches one run and knows the promises, not the program: it reads the raw trace, keeps its own list of bids, rows and limits in plain numbers, and shares no code with
/// what it checks. Windows, leases, inheritance and the escrow are unknown to it. For one thread.
/// </summary>
public sealed class Auditor(AuditTerms terms)
{
    private readonly Dictionary<int, CampaignAudit> _campaigns = [];
    private PortfolioWatch? _portfolios;

    /// <summary>In the order found; whoever runs may stop at the first.</summary>
    public List<Violation> Violations { get; } = [];

    public void See(TraceEvent seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        if (seen is Happened)
        {
            return;
        }

        _portfolios ??= new(terms, Violations);
        if (seen is RowWritten row)
        {
            _portfolios.Row(row);
        }

        if (PortfolioWatch.IsPortfolio(seen.Campaign))
        {
            return;
        }

        if (!_campaigns.TryGetValue(seen.Campaign, out var campaign))
        {
            _campaigns[seen.Campaign] = campaign = new(seen.Campaign, terms, Violations);
        }

        campaign.See(seen);
        if (seen is BidSent sent)
        {
            _portfolios.AfterBid(sent, sent.Day, number => _campaigns.TryGetValue(number, out var other) ? other.MediaOf(sent.AtMs, sent.Day) : default);
        }
    }
}

/// <summary>One campaign's audit: hands each event to those who judge it.</summary>
internal sealed class CampaignAudit
{
    private readonly BidList _bids;
    private readonly LimitHistory _limits;
    private readonly DayRule _days;
    private readonly SpendAudit _spend;
    private readonly RowAudit _rows;
    private readonly ResultAudit _results;
    private readonly DurabilityAudit _durability;
    private readonly BillingAudit _billing;

    public CampaignAudit(int campaign, AuditTerms terms, List<Violation> found)
    {
        void Report(int promise, long atMs, string what) => found.Add(new(promise, campaign, atMs, what));
        _bids = new(terms);
        _limits = new(terms, Report);
        _days = new(terms);
        _spend = new(_bids, _limits, Report);
        _rows = new(Report);
        _results = new(_bids, terms, Report);
        _durability = new(_bids, terms, Report);
        _billing = new(_bids, _limits, Report);
    }

    /// <summary>Posted in time and reserved now: in all, and of a day.</summary>
    public (decimal Total, decimal Day) MediaOf(long nowMs, int day)
    {
        _bids.Advance(nowMs);
        return (_spend.Posted + _bids.Held, _spend.PostedOn(day) + _bids.HeldOn(day));
    }

    public void See(TraceEvent seen)
    {
        switch (seen)
        {
            case BidSent sent:
                var day = _days.Judge(sent, _spend);
                _bids.Add(sent, day);
                _spend.AfterBid(sent, day);
                break;
            case NoticeAccepted accepted:
                _bids.Accept(accepted);
                _durability.Taken(accepted);
                break;
            case NoticeAnswered answered:
                _durability.Answered(answered);
                break;
            case RowWritten row:
                _rows.Row(row);
                if (row.Kind == Rows.Limits)
                {
                    _limits.Row(row);
                    _days.Row(row);
                }

                if (row.Kind == Rows.Takeover)
                {
                    _limits.Takeover(row);
                    _days.Takeover(row);
                }

                _results.Row(row);
                _billing.Row(row);
                _spend.Row(row);
                _durability.Row(row);
                break;
            case HeadWritten head:
                _rows.Head(head);
                _spend.Head(head);
                break;
            case EditAcknowledged:
                _limits.Acknowledged(seen.AtMs);
                break;
            case FiguresShown figures:
                _rows.Figures(figures);
                break;
            case QuietEnded quiet:
                _spend.Quiet(quiet);
                _billing.Quiet(quiet);
                break;
            default:
                break;
        }
    }
}

/// <summary>Kinds of rows, and bits of traits, as the ledger's documentation numbers them.</summary>
internal static class Rows
{
    public const int Takeover = 1, Limits = 2, Post = 3, Correction = 4, Release = 5, Win = 6, Impression = 7, Click = 8, Conversion = 9, Bill = 10, Unbilled = 11,
        Dispute = 12, Refusal = 13;

    public const int Receivable = 1, Payable = 2, Media = 3, Revenue = 4, Disputed = 5;
    public const int Provisional = 2;
}
