using Bidding.Core.Amounts;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>Win notices of exchanges that bill by another event: statistics, and no money moves.</summary>
internal static class WinNotices
{
    public static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        var price = ClearingPrice.Of(one.Notice, one.Exchange.PriceTolerance);
        if (one.History.Won is { } won)
        {
            return one.Duplicate(draft, price.IsKnown && price.Amount != won ? "duplicate_price_differs" : "duplicate");
        }

        var reason = one.History.IsReleased ? "win_after_loss" : "";
        draft.Add(one.Entry(EntryKind.Win, BidFact.Win) with
        {
            Amount = price.IsKnown ? price.Amount : Money.Zero,
            Traits = one.LateTrait | (one.History.IsWinCounted ? EntryTraits.None : EntryTraits.FirstSignOfWin),
            Detail = reason,
        });
        return one.Counted(reason);
    }
}

/// <summary>Loss notices give the reserve back, unless the bid is posted.</summary>
internal static class LossNotices
{
    public static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        if (one.History.Posted is not null)
        {
            return one.Refuse(draft, "loss_after_post");
        }

        if (one.History.IsReleased)
        {
            return one.Duplicate(draft);
        }

        var token = one.Notice.Token;
        draft.Settle(one.Settlement(new(token.Reserve, token.ImpressionPayout)));
        draft.Add(one.Entry(EntryKind.Release, BidFact.Release) with
        {
            Amount = token.Reserve,
            Traits = one.LateTrait,
            Detail = one.Notice.LossReason == 0 ? "" : $"loss_reason {one.Notice.LossReason}",
        });
        return one.Counted(one.History.Won is null ? "" : "loss_before_billing");
    }
}
