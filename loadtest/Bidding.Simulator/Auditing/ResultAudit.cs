namespace Bidding.Simulator.Auditing;

/// <summary>Promise 3: each event counts once, at its own price, on its own day, and only because a notice said so.</summary>
internal sealed class ResultAudit(BidList bids, AuditTerms terms, Action<int, long, string> report)
{
    private static readonly int[] Facts = [Rows.Post, Rows.Correction, Rows.Release, Rows.Win, Rows.Impression, Rows.Click, Rows.Conversion];
    private static readonly int[] OncePerBid = [Rows.Post, Rows.Release, Rows.Win, Rows.Impression, Rows.Click];

    public void Row(RowWritten row)
    {
        if (!Facts.Contains(row.Kind))
        {
            return;
        }

        if (bids.Find(row.Bid) is not { } bid)
        {
            report(3, row.AtMs, $"row {row.Seq} is about bid {row.Bid}, which nobody sent");
            return;
        }

        var isBillCorrection = row.Kind == Rows.Correction && row.DebitKind == Rows.Revenue;
        var kind = isBillCorrection ? -Rows.Correction : row.Kind;
        bid.Rows[kind] = bid.Rows.GetValueOrDefault(kind) + 1;
        if (bid.Rows[kind] > 1 && (OncePerBid.Contains(row.Kind) || row.Kind == Rows.Correction))
        {
            report(3, row.AtMs, $"bid {row.Bid} has {bid.Rows[kind]} rows of kind {row.Kind}");
        }

        if (row.Kind == Rows.Release && bid.Rows.ContainsKey(Rows.Post))
        {
            report(3, row.AtMs, $"bid {row.Bid} was released after it was posted");
        }

        if (row.Day != bid.Sent.Day)
        {
            report(3, row.AtMs, $"row {row.Seq} books bid {row.Bid} of day {bid.Sent.Day} to day {row.Day}");
        }

        if (!isBillCorrection)
        {
            HasItsNotice(bid, row);
        }
    }

    private void HasItsNotice(AuditedBid bid, RowWritten row)
    {
        var billable = terms.BillableKind[bid.Sent.Exchange];
        foreach (var notice in bid.Notices)
        {
            var fits = notice.StampMs == row.StampMs && row.Kind switch
            {
                Rows.Post => (notice.Kind == billable || notice.Kind == 4) && row.Amount == Price(bid.Sent, notice),
                Rows.Correction => notice.Kind == billable && row.Value == Price(bid.Sent, notice),
                Rows.Release => notice.Kind == 3,
                Rows.Win => notice.Kind == 1,
                Rows.Impression => notice.Kind == 4,
                Rows.Click => notice.Kind == 5,
                _ => notice.Kind == 6,
            };
            if (fits)
            {
                return;
            }
        }

        report(3, row.AtMs, $"row {row.Seq} of kind {row.Kind} over {row.Amount} about bid {row.Bid} says what no notice said");
    }

    /// <summary>Of one impression, rounded half up, never above the bid; the reserve where no price was named.</summary>
    private static long Price(BidSent bid, NoticeAccepted notice)
    {
        if (notice.PricePerMille is not { } price)
        {
            return bid.Reserve;
        }

        var exact = (decimal)Math.Min(price, bid.PricePerMille) * bid.RateNanos / 1_000_000_000_000m;
        return Math.Min(bid.Reserve, (long)decimal.Floor(exact + 0.5m));
    }
}
