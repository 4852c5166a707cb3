namespace Bidding.Simulator.Auditing;

/// <summary>
/// Promise 6: the advertiser is billed what was agreed for what was counted, once, within the attribution window, and never above the budget in total or of a day.
/// </summary>
internal sealed class BillingAudit(BidList bids, LimitHistory limits, Action<int, long, string> report)
{
    private const int CostPlus = 0, Cpm = 1, Cpc = 2, Cpl = 3, Cpi = 4, Cpa = 5, Cps = 6;
    private const long One = 1_000_000_000;
    private readonly Dictionary<int, long> _billedOn = [];
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);
    private long _billed;

    public void Row(RowWritten row)
    {
        if (bids.Find(row.Bid) is not { } bid)
        {
            return;
        }

        switch (row.Kind)
        {
            case Rows.Click:
                bid.ClickStampMs = row.StampMs;
                break;
            case Rows.Conversion:
                Conversion(bid, row);
                break;
            case Rows.Unbilled:
                bid.Unbilled += row.Amount;
                break;
            case Rows.Bill:
                Bill(bid, row, row.Amount);
                break;
            case Rows.Correction when row.DebitKind == Rows.Revenue:
                Bill(bid, row, -row.Amount);
                break;
            default:
                break;
        }
    }

    private void Bill(AuditedBid bid, RowWritten row, long amount)
    {
        _billed += amount;
        _billedOn[row.Day] = _billedOn.GetValueOrDefault(row.Day) + amount;
        bid.Billed += amount;
        if (row.Day != bid.Sent.Day)
        {
            report(6, row.AtMs, $"row {row.Seq} bills bid {row.Bid} of day {bid.Sent.Day} to day {row.Day}");
        }

        if (amount > 0 && limits.Now is { } terms)
        {
            if (_billed > (terms.BillingTotal ?? long.MaxValue) || _billedOn[row.Day] > (terms.BillingDaily ?? long.MaxValue))
            {
                report(6, row.AtMs, $"row {row.Seq} bills {_billed} in total and {_billedOn[row.Day]} of day {row.Day}, above {terms.BillingTotal} and {terms.BillingDaily}");
            }
        }

        var owed = Owed(bid);
        if (bid.Billed > owed)
        {
            report(6, row.AtMs, $"bid {row.Bid} is billed {bid.Billed}, and {owed} was agreed for what is counted");
        }
    }

    private long Owed(AuditedBid bid)
    {
        var agreed = limits.At(bid.Sent.CampaignVersion);
        return agreed.Model switch
        {
            Cpm => bid.Rows.ContainsKey(Rows.Post) ? bid.Sent.Payout : 0,

            CostPlus => (long)decimal.Floor((decimal)bid.Posted * (One + agreed.Markup) / One),
            Cpc => bid.Rows.ContainsKey(Rows.Click) ? agreed.Payout : 0,
            _ => bid.Owed,
        };
    }

    /// <summary>What was earned is billed or says that it is not: nothing of it may be missing at the end.</summary>
    public void Quiet(QuietEnded quiet)
    {
        foreach (var bid in bids.All)
        {
            // A correction under cost plus lowers what is owed, and leaves what was recorded as unbilled.
            var owed = limits.At(bid.Sent.CampaignVersion).Model == CostPlus ? 0 : Owed(bid);
            if (bid.Billed + bid.Unbilled < owed)
            {
                report(6, quiet.AtMs, $"bid {bid.Sent.Bid} earned {owed}; billed {bid.Billed} and unbilled {bid.Unbilled} is all that is recorded");
            }
        }
    }

    private void Conversion(AuditedBid bid, RowWritten row)
    {
        var agreed = limits.At(bid.Sent.CampaignVersion);
        var conversion = ConversionRow.Read(row.Detail);
        if (!_orders.Add(conversion.Name(row.Bid)))
        {
            report(3, row.AtMs, $"row {row.Seq} counts {conversion.Name(row.Bid)} again");
        }

        if (!bid.Rows.ContainsKey(Rows.Click) || row.StampMs - bid.ClickStampMs > agreed.ClickWindowMs)
        {
            report(6, row.AtMs, $"row {row.Seq} counts a conversion {row.StampMs - bid.ClickStampMs} ms after its click, and {agreed.ClickWindowMs} ms were agreed");
        }

        bid.Owed += agreed.Model switch
        {
            Cpl => conversion.Action == "lead" ? agreed.Payout : 0,
            Cpi => conversion.Action == "install" ? agreed.Payout : 0,
            Cpa => agreed.Actions.GetValueOrDefault(conversion.Action),
            Cps => (long)decimal.Round((decimal)row.Value * agreed.Share / One, 0, MidpointRounding.AwayFromZero),
            _ => 0,
        };
    }
}
