using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>Posts media cost for won impressions, once per bid, and bills it where the advertiser pays per impression or cost plus.</summary>
internal static class MediaPosts
{
    /// <summary>The notice that the exchange bills by.</summary>
    public static NoticeResult DecideBillable(DecisionDraft draft, NoticeCase one)
    {
        var price = ClearingPrice.Of(one.Notice, one.Exchange.PriceTolerance);
        if (one.History.Posted is not { } posted)
        {
            return Post(draft, one, price, isProvisional: !price.IsKnown);
        }

        if (one.History.IsProvisional && price.IsKnown)
        {
            return Correct(draft, one, price, posted);
        }

        return one.Duplicate(draft, price.IsKnown && price.Amount != posted ? "duplicate_price_differs" : "duplicate");
    }

    public static NoticeResult Post(DecisionDraft draft, NoticeCase one, ClearingPrice price, bool isProvisional)
    {
        var token = one.Notice.Token;
        var isReleased = one.History.IsReleased;
        if (isReleased)
        {
            draft.RaiseMark(price.Amount);
        }
        else
        {
            // Posted on a word other than the billable notice's: the rest of the reserve stays, for the billable notice may name more.
            var media = isProvisional ? price.Amount : token.Reserve;
            var taken = draft.Settle(one.Settlement(new(media, token.ImpressionPayout)));
            draft.RaiseMark(price.Amount - taken);
        }

        var traits = one.LateTrait
            | (isProvisional ? EntryTraits.Provisional : EntryTraits.None)
            | (isReleased ? EntryTraits.AfterRelease : EntryTraits.None)
            | (one.History.IsWinCounted ? EntryTraits.None : EntryTraits.FirstSignOfWin);
        var reason = isReleased ? "win_after_loss" : price.Reason;
        var entry = one.Entry(EntryKind.Post, BidFact.Post) with
        {
            Amount = price.Amount,
            Value = token.Reserve,
            Traits = traits,
            Detail = reason,
            Debit = new(AccountKind.MediaCost, draft.Campaign.Value),
            Credit = new(AccountKind.ExchangePayable, token.Exchange.Value),
        };
        draft.Add(entry);
        if (!isProvisional)
        {
            // A beacon's price is nobody's claim yet: the billable notice that corrects the post is, and a bid is disputed once.
            Dispute(draft, one, price);
        }

        draft.Bill(one.Entry(EntryKind.Bill, BidFact.BillOfPost), Owed(draft, one, price.Amount), EventKeys.Of(BidFact.BillOfPost, token.Bid), EventKeys.Of(BidFact.UnbilledOfPost, token.Bid));
        return isReleased ? new(NoticeOutcome.Late, reason) : one.Counted(reason);
    }

    /// <summary>The billable notice of a provisional post: its price replaces the one assumed.</summary>
    private static NoticeResult Correct(DecisionDraft draft, NoticeCase one, ClearingPrice price, Money posted)
    {
        var token = one.Notice.Token;
        var rise = price.Amount - posted;
        var taken = one.History.IsReleased ? Money.Zero : draft.Settle(one.Settlement(new(Money.Max(Money.Zero, token.Reserve - posted), Money.Zero)));
        draft.RaiseMark(rise - taken);
        var media = new AccountId(AccountKind.MediaCost, draft.Campaign.Value);
        var payable = new AccountId(AccountKind.ExchangePayable, token.Exchange.Value);
        draft.Add(one.Entry(EntryKind.Correction, BidFact.Correction) with
        {
            Amount = rise.IsNegative ? -rise : rise,
            Value = price.Amount,
            Traits = one.LateTrait,
            Detail = price.Reason,
            Debit = rise.IsNegative ? payable : media,
            Credit = rise.IsNegative ? media : payable,
        });
        Dispute(draft, one, price);
        CorrectBill(draft, one, price.Amount);
        return one.Counted(price.Reason.Length > 0 ? price.Reason : "corrected");
    }

    // Only cost plus bills by what was posted.
    private static void CorrectBill(DecisionDraft draft, NoticeCase one, Money posted)
    {
        var bid = one.Notice.Token.Bid;
        var owed = Owed(draft, one, posted);
        var settled = one.History.BilledOfPost + one.History.UnbilledOfPost;
        if (owed < one.History.BilledOfPost)
        {
            var back = one.History.BilledOfPost - owed;
            draft.Add(one.Entry(EntryKind.Correction, BidFact.BillOfCorrection) with
            {
                Amount = back,
                Value = owed,
                Debit = new(AccountKind.Revenue, draft.Campaign.Value),
                Credit = new(AccountKind.AdvertiserReceivable, draft.Terms.Advertiser.Value),
            });
            draft.CountBilled(one.Notice.Token.Day, -back);
        }
        else if (owed > settled)
        {
            draft.Bill(one.Entry(EntryKind.Bill, BidFact.BillOfCorrection), owed - settled, EventKeys.Of(BidFact.BillOfCorrection, bid), EventKeys.Of(BidFact.UnbilledOfCorrection, bid));
        }
    }

    private static Money Owed(DecisionDraft draft, NoticeCase one, Money posted)
    {
        var terms = draft.Books.TermsAt(one.Notice.Token.CampaignVersion) ?? draft.Terms;
        return terms.Model switch
        {
            PricingModel.Cpm => one.Notice.Token.ImpressionPayout,
            PricingModel.DynamicCpm => terms.WithMarkup(posted),
            _ => Money.Zero,
        };
    }

    private static void Dispute(DecisionDraft draft, NoticeCase one, ClearingPrice price)
    {
        if (price.Excess.IsPositive)
        {
            draft.Add(one.Entry(EntryKind.Dispute, BidFact.Dispute) with
            {
                Amount = price.Excess,
                Detail = price.Reason,
                Debit = new(AccountKind.Disputed, one.Notice.Token.Exchange.Value),
                Credit = new(AccountKind.ExchangePayable, one.Notice.Token.Exchange.Value),
            });
        }
    }
}
