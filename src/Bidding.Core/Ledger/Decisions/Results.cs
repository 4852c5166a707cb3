using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>Impression beacons count once per bid; one whose billable notice has not come posts at the price it carries, else at the bid's.</summary>
internal static class Impressions
{
    public static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        var isBillable = one.Exchange.Billable == BillableEvent.Impression;
        if (one.History.IsImpressed)
        {
            return isBillable && one.History.IsProvisional ? MediaPosts.DecideBillable(draft, one) : one.Duplicate(draft);
        }

        var token = one.Notice.Token;
        var posted = one.History.Posted;
        draft.Add(one.Entry(EntryKind.Impression, BidFact.Impression) with
        {
            UserKey = token.UserAllowed ? token.UserKey : 0,
            Traits = draft.Terms.Goal == GoalKind.Impressions ? EntryTraits.Result : EntryTraits.None,
        });
        if (posted is not null)
        {
            return new(NoticeOutcome.Accepted, "");
        }

        var price = ClearingPrice.Of(one.Notice, one.Exchange.PriceTolerance);
        return MediaPosts.Post(draft, one, price, isProvisional: !isBillable || !price.IsKnown);
    }
}

/// <summary>The first click of a bid counts, and is billed under CPC.</summary>
internal static class Clicks
{
    public static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        if (one.History.Click is not null)
        {
            return one.Duplicate(draft);
        }

        var token = one.Notice.Token;
        draft.Add(one.Entry(EntryKind.Click, BidFact.Click) with
        {
            Traits = draft.Terms.Goal == GoalKind.Clicks ? EntryTraits.Result : EntryTraits.None,
            Detail = new ClickDetail(Math.Max(0, one.Notice.AcceptedAtMs - token.IssuedAtMs)).ToJson(),
        });
        var agreed = draft.Books.TermsAt(token.CampaignVersion) ?? draft.Terms;
        if (agreed.Model == PricingModel.Cpc)
        {
            draft.Bill(one.Entry(EntryKind.Bill, BidFact.BillOfClick), agreed.Payout, EventKeys.Of(BidFact.BillOfClick, token.Bid), EventKeys.Of(BidFact.UnbilledOfClick, token.Bid));
        }

        return new(NoticeOutcome.Accepted, "");
    }
}

/// <summary>Conversions count once per order (or per click and action), after a click and within its attribution window; money belongs to the day of the bid.</summary>
internal static class Conversions
{
    public static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        var notice = one.Notice;
        var agreed = draft.Books.TermsAt(notice.Token.CampaignVersion) ?? draft.Terms;
        if (notice.Action.Length == 0)
        {
            return one.Refuse(draft, "action_missing");
        }

        if (notice.Value.IsNegative)
        {
            return one.Refuse(draft, "value_negative");
        }

        if (one.History.Click is not { } click)
        {
            return one.Refuse(draft, "no_click");
        }

        var key = EventKeys.Conversion(notice.Token.Bid, notice.Action, notice.OrderId);
        if (draft.Known.Holds(notice.Token.Bid, key))
        {
            return one.Refuse(draft, "duplicate", NoticeOutcome.Duplicate, click.Day);
        }

        var delayMs = notice.AcceptedAtMs - click.AtMs;
        if (delayMs > (long)agreed.ClickWindow.TotalMilliseconds)
        {
            return one.Refuse(draft, "outside_attribution_window", day: click.Day);
        }

        var basis = one.Entry(EntryKind.Conversion, key) with { Day = click.Day, Ad = click.Ad, Exchange = click.Exchange };
        draft.Add(basis with
        {
            Value = notice.Value,
            Traits = IsResult(draft.Terms, notice.Action) ? EntryTraits.Result : EntryTraits.None,
            Detail = new ConversionDetail(notice.Action, notice.OrderId, Math.Max(0, delayMs)).ToJson(),
        });
        var owed = Owed(agreed, notice);
        if (owed.IsPositive)
        {
            draft.Bill(basis, owed, EventKeys.BillOfConversion(key), EventKeys.UnbilledOfConversion(key));
        }

        return new(NoticeOutcome.Accepted, "");
    }

    private static bool IsResult(CampaignTerms terms, string action) =>
        terms.Goal is not (GoalKind.Impressions or GoalKind.Clicks)
        && (terms.GoalAction.Length == 0 || string.Equals(terms.GoalAction, action, StringComparison.Ordinal));

    private static Money Owed(CampaignTerms agreed, Notice notice) => agreed.Model switch
    {
        PricingModel.Cpl => notice.Action == "lead" ? agreed.Payout : Money.Zero,
        PricingModel.Cpi => notice.Action == "install" ? agreed.Payout : Money.Zero,
        PricingModel.Cpa => agreed.Actions.FirstOrDefault(a => a.Action == notice.Action)?.Payout ?? Money.Zero,
        PricingModel.Cps => notice.Value.ScaleNearest(agreed.Share),
        _ => Money.Zero,
    };
}
