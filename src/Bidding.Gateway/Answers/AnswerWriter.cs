using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Core.Tokens;
using Microsoft.Extensions.ObjectPool;

namespace Bidding.Gateway.Answers;

/// <summary>
/// Writes a decision as an OpenRTB answer, in protobuf or JSON: one seatbid per seat, one bid per imp decided for, each with its own token, notice URLs and markup.
/// What follows from the ad comes encoded from its template; an answer allocates nothing once the templates are there. Thread-safe.
/// </summary>
public sealed class AnswerWriter(BidTokenCodec tokens, GatewayIncarnation gateway, IPublicAddress address)
{
    /// <summary>The way from the bid to the auction's end: an impression may not use up the notice window to its last moment.</summary>
    private const int ExpMarginSeconds = 1;

    private readonly BidTemplates _templates = new(address);
    private readonly ObjectPool<AnswerWork> _works = new DefaultObjectPool<AnswerWork>(new DefaultPooledObjectPolicy<AnswerWork>(), Environment.ProcessorCount * 64);

    /// <summary>The answer to a request that gets no bid: in protobuf the id and why; in JSON nothing.</summary>
    public static void NoBid(string requestId, NoBidReason reason, AnswerBuffer output)
    {
        if (output.Format == AnswerFormat.Protobuf)
        {
            ProtoAnswer.NoBid(requestId, reason.Nbr(), output);
        }
    }

    /// <param name="nowMs">The time of the bid, Unix milliseconds.</param>
    /// <param name="output">Begun; gets the whole answer.</param>
    public void Write(BidFeatures features, BidDecision decision, long nowMs, AnswerBuffer output)
    {
        var work = _works.Get();
        work.Begin(features.RequestId, decision.Currency.ToString());
        for (var i = 0; i < decision.ImpCount; i++)
        {
            var imp = decision.Imp(i);
            if (imp.Reason == NoBidReason.None)
            {
                Prepare(work, features.Imp(i), features, decision, imp, nowMs, output.Format);
            }
        }

        if (output.Format == AnswerFormat.Json)
        {
            JsonAnswer.Write(work, output);
        }
        else
        {
            ProtoAnswer.Write(work, output);
        }

        _works.Return(work);
    }

    private void Prepare(
        AnswerWork work, ImpFeatures slot, BidFeatures features, BidDecision decision, ImpDecision imp, long nowMs, AnswerFormat format)
    {
        var campaign = imp.Campaign!;
        var ad = imp.Ad!;
        var token = new BidToken
        {
            Bid = gateway.NextBid(),
            Campaign = campaign.Number,
            Ad = ad.Number,
            Exchange = features.Exchange.Number,
            Window = imp.Window,
            Day = imp.Day,
            Reserve = imp.Reserve,
            ImpressionPayout = imp.ImpressionPayout,
            BidPrice = imp.Price,
            BidCurrency = decision.Currency,
            Rate = imp.Rate,
            IssuedAtMs = nowMs,
            Test = decision.Test,
            UserAllowed = features.UserAllowed,
            // Only caps need it. Kept for nobody else: that is the user's right, and the ledger's index of users costs more than all else of an impression.
            UserKey = campaign.IsCapped ? features.UserKey : 0,
            Publisher = campaign.LimitsPublishers ? features.Publisher : 0,
            CampaignVersion = campaign.Definition.Version,
        };
        var bid = work.Add(features.Exchange.SeatOf(campaign.Advertiser.Id));
        bid.Slots.Fill(tokens, token);
        bid.Template = _templates.Get(slot, imp, campaign, ad, decision.DsaRequired, format);
        bid.ImpId = slot.Id;
        bid.Price = imp.Price.ToDouble();
        bid.DealId = imp.Deal?.Id ?? "";
        bid.ExpSeconds = Exp(slot, features.Exchange);
    }

    /// <summary>Seconds from auction to impression that we stand by: what the slot expects, and never more than its notices have time for.</summary>
    private static int Exp(ImpFeatures slot, CompiledExchange exchange)
    {
        var window = Math.Max(1, (int)exchange.Definition.NoticeWindow.TotalSeconds - ExpMarginSeconds);
        return slot.ExpSeconds > 0 ? Math.Min(slot.ExpSeconds, window) : window;
    }
}
