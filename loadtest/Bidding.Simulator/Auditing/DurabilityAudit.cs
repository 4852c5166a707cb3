namespace Bidding.Simulator.Auditing;

/// <summary>Promise 2: what a sender was told is counted has its row, at the moment it was told; and every won impression that was acknowledged is posted, however late.</summary>
internal sealed class DurabilityAudit(BidList bids, AuditTerms terms, Action<int, long, string> report)
{
    private const int Accepted = 0, Late = 1, Ignored = 4, Unavailable = 5;
    private readonly Dictionary<long, NoticeAccepted> _open = [];
    private readonly HashSet<string> _refused = new(StringComparer.Ordinal);
    private readonly HashSet<string> _orders = new(StringComparer.Ordinal);

    public void Taken(NoticeAccepted accepted) => _open[accepted.Number] = accepted;

    public void Row(RowWritten row)
    {
        if (row.Kind == Rows.Refusal)
        {
            _refused.Add(row.Bid);
        }
        else if (row.Kind == Rows.Conversion)
        {
            _orders.Add(ConversionRow.Read(row.Detail).Name(row.Bid));
        }
    }

    public void Answered(NoticeAnswered answered)
    {
        if (!_open.Remove(answered.Number, out var notice) || answered.Outcome is Unavailable or Ignored)
        {
            return;
        }

        if (bids.Find(notice.Bid) is not { } bid)
        {
            return;
        }

        var isBillable = notice.Kind == terms.BillableKind[bid.Sent.Exchange];
        var isCounted = answered.Outcome is Accepted or Late;
        var row = notice.Kind switch
        {
            _ when isBillable => Rows.Post,
            1 => Rows.Win,
            3 => Rows.Release,
            4 => Rows.Impression,
            5 => Rows.Click,
            _ => Rows.Conversion,
        };
        var isThere = row == Rows.Conversion ? _orders.Contains(new ConversionRow(notice.Action, notice.OrderId).Name(notice.Bid)) : bid.Rows.ContainsKey(row);
        if (isCounted || isBillable ? !isThere : !_refused.Contains(notice.Bid))
        {
            report(2, answered.AtMs, $"notice {notice.Number} of kind {notice.Kind} about bid {notice.Bid} was answered with outcome {answered.Outcome}, and has no row");
        }
    }
}

/// <summary>What makes a conversion one: its order where it has one, else its click.</summary>
internal sealed record ConversionRow(string Action, string OrderId)
{
    public static ConversionRow Read(string json)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json);
        return new(document.RootElement.GetProperty("action").GetString()!, document.RootElement.GetProperty("order_id").GetString()!);
    }

    public string Name(string bid) => OrderId.Length > 0 ? $"order {Action}/{OrderId}" : $"click {Action}/{bid}";
}
