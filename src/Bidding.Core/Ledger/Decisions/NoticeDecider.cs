using Bidding.Core.Escrow;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Decisions;

/// <summary>
/// Decides what notices come to: pure, from the books, the escrow and what the stream already holds of their bids. The table of outcomes is docs/ledger.md.
/// </summary>
public static class NoticeDecider
{
    /// <summary>A clock may run ahead by this much before a notice is called early.</summary>
    private const long SkewMs = 1_000;

    /// <param name="campaign">Whose stream it is.</param>
    /// <param name="books">Folded up to the head; with terms.</param>
    /// <param name="escrow">Not changed: the decision's settlements are to be applied once durable.</param>
    /// <param name="known">What the stream holds of these bids and orders; kept up with what is decided.</param>
    /// <param name="exchanges">Terms of an exchange.</param>
    /// <param name="notices">In the order of their arrival.</param>
    public static NoticeDecision Decide(
        CampaignNumber campaign,
        CampaignBooks books,
        CampaignEscrow escrow,
        KnownFacts known,
        Func<ExchangeNumber, ExchangeTerms> exchanges,
        IReadOnlyList<Notice> notices)
    {
        ArgumentNullException.ThrowIfNull(notices);
        ArgumentNullException.ThrowIfNull(exchanges);
        var draft = new DecisionDraft(campaign, books, escrow, known);
        var results = new NoticeResult[notices.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Decide(draft, new NoticeCase(notices[i], exchanges(notices[i].Token.Exchange), known.Of(notices[i].Token.Bid)));
        }

        return draft.Finish(results);
    }

    private static NoticeResult Decide(DecisionDraft draft, NoticeCase one)
    {
        var token = one.Notice.Token;
        if (token.Test)
        {
            return new(NoticeOutcome.Ignored, "test");
        }

        if (token.Campaign != draft.Campaign)
        {
            return new(NoticeOutcome.Refused, "wrong_campaign");
        }

        if (one.Notice.PriceState == PriceState.Audit && one.Notice.Kind is not (NoticeKind.Click or NoticeKind.Conversion))
        {
            return new(NoticeOutcome.Ignored, "audit");
        }

        var result = one.Notice.Kind switch
        {
            NoticeKind.Win when one.Exchange.Billable != BillableEvent.Win => WinNotices.Decide(draft, one),
            NoticeKind.Billing when one.Exchange.Billable != BillableEvent.Billing => new(NoticeOutcome.Ignored, "not_billable_event"),
            NoticeKind.Win or NoticeKind.Billing => MediaPosts.DecideBillable(draft, one),
            NoticeKind.Loss => LossNotices.Decide(draft, one),
            NoticeKind.Impression => Impressions.Decide(draft, one),
            NoticeKind.Click => Clicks.Decide(draft, one),
            NoticeKind.Conversion => Conversions.Decide(draft, one),
            _ => new(NoticeOutcome.Refused, "unknown_kind"),
        };
        var early = one.Notice.AcceptedAtMs + SkewMs < token.IssuedAtMs && one.Notice.Kind != NoticeKind.Conversion;
        return early && result is { Outcome: NoticeOutcome.Accepted, Reason: "" } ? result with { Reason = "early" } : result;
    }
}
