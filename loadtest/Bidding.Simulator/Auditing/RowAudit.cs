namespace Bidding.Simulator.Auditing;

/// <summary>Promise 4: rows without gaps, each balanced between the right accounts, and every figure shown is the sum of the rows it stands on.</summary>
internal sealed class RowAudit(Action<int, long, string> report)
{
    private readonly List<(long Posted, long Billed, long Unbilled, long Disputed)> _sums = [default];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private int _takeover;

    public void Row(RowWritten row)
    {
        if (row.Seq != _sums.Count)
        {
            report(4, row.AtMs, $"row {row.Seq} follows {_sums.Count - 1}");
        }

        if (!_keys.Add(row.Key))
        {
            report(3, row.AtMs, $"row {row.Seq} has the key of an earlier one");
        }

        if (row.Amount < 0 || !IsBalanced(row))
        {
            report(4, row.AtMs, $"row {row.Seq} of kind {row.Kind} moves {row.Amount} from account {row.CreditKind}:{row.CreditOwner} to {row.DebitKind}:{row.DebitOwner}");
        }

        var (posted, billed, unbilled, disputed) = _sums[^1];
        posted += row.DebitKind == Rows.Media ? row.Amount : row.CreditKind == Rows.Media ? -row.Amount : 0;
        billed += row.DebitKind == Rows.Receivable ? row.Amount : row.CreditKind == Rows.Receivable ? -row.Amount : 0;
        _sums.Add((posted, billed, unbilled + (row.Kind == Rows.Unbilled ? row.Amount : 0), disputed + (row.DebitKind == Rows.Disputed ? row.Amount : 0)));
    }

    public void Head(HeadWritten head)
    {
        if (head.Seq != _sums.Count - 1)
        {
            report(4, head.AtMs, $"the head says {head.Seq} rows, and there are {_sums.Count - 1}");
        }

        if (head.Takeover < _takeover)
        {
            report(4, head.AtMs, $"takeover {head.Takeover} follows {_takeover}");
        }

        _takeover = head.Takeover;
    }

    public void Figures(FiguresShown shown)
    {
        if (shown.Seq >= _sums.Count)
        {
            report(4, shown.AtMs, $"figures stand on row {shown.Seq}, and only {_sums.Count - 1} are durable");
            return;
        }

        var sums = _sums[(int)shown.Seq];
        if ((shown.Posted, shown.Billed, shown.Unbilled, shown.Disputed) != sums)
        {
            report(4, shown.AtMs, $"figures {(shown.Posted, shown.Billed, shown.Unbilled, shown.Disputed)} at row {shown.Seq} are not the rows' sums {sums}");
        }
    }

    private static bool IsBalanced(RowWritten row) => (row.Kind, row.DebitKind, row.CreditKind) switch
    {
        (Rows.Post, Rows.Media, Rows.Payable) => true,
        (Rows.Correction, Rows.Media, Rows.Payable) or (Rows.Correction, Rows.Payable, Rows.Media) or (Rows.Correction, Rows.Revenue, Rows.Receivable) => true,
        (Rows.Bill, Rows.Receivable, Rows.Revenue) => true,
        (Rows.Dispute, Rows.Disputed, Rows.Payable) => true,
        (not (Rows.Post or Rows.Correction or Rows.Bill or Rows.Dispute), 0, 0) => true,
        _ => false,
    };
}
