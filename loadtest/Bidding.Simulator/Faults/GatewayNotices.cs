using Bidding.Core.Attribution;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using NodaTime;

namespace Bidding.Simulator.Faults;

/// <summary>A gateway's taking of notices: verifies their texts, gathers them per campaign, hands them on in one call, and answers when they are durable or it is too late.</summary>
internal sealed class GatewayNotices(SimWorld world, SimNode node)
{
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(5);
    private readonly Dictionary<CampaignNumber, List<Taken>> _gathering = [];
    private readonly HashSet<CampaignNumber> _sending = [];

    private sealed record Taken(long Number, Notice Notice, Sending Sending, Action<NoticeOutcome> Answer);

    /// <param name="answer">Called once at most; never, when the node dies first.</param>
    public void Take(Sending sending, Action<NoticeOutcome> answer)
    {
        var now = Instant.FromDateTimeOffset(node.GetUtcNow());
        if (Read(sending, now) is not { } token)
        {
            world.Fail(sending.Answer.Campaign, $"a token of our own of bid {sending.Answer.Bid} was refused");
            return;
        }

        var notice = new Notice
        {
            Kind = sending.Kind,
            Token = token,
            AcceptedAtMs = now.ToUnixTimeMilliseconds(),
            PriceState = sending.Price is null ? PriceState.Missing : PriceState.Given,
            ClearingPrice = sending.Price ?? default,
            Action = sending.Action,
            OrderId = sending.OrderId,
            Value = sending.Value,
        };
        var number = world.Accepted(notice, sending.Price?.NanosPerMille);
        if (!_gathering.TryGetValue(token.Campaign, out var gathering))
        {
            _gathering[token.Campaign] = gathering = [];
        }

        gathering.Add(new(number, notice, sending, answer));
        if (_sending.Add(token.Campaign))
        {
            node.Deliver(Gather, () => Send(token.Campaign));
        }
    }

    private void Send(CampaignNumber campaign)
    {
        var batch = _gathering[campaign];
        if (batch.Count == 0)
        {
            _sending.Remove(campaign);
            return;
        }

        _gathering[campaign] = [];
        var isOver = false;
        void End(NoticeResult[]? results)
        {
            if (isOver)
            {
                return;
            }

            isOver = true;
            for (var i = 0; i < batch.Count; i++)
            {
                Answer(batch[i], results?[i] ?? new(NoticeOutcome.Unavailable, "no_answer"));
            }

            Send(campaign);
        }

        world.Call(node, campaign, host => host.Activation.RecordAsync([.. batch.Select(t => t.Notice)]), End);
        node.Deliver(world.Scenario.NoticeDeadline, () => End(null));
    }

    private void Answer(Taken taken, NoticeResult result)
    {
        world.Answered(taken.Notice.Token.Campaign, taken.Number, result);
        taken.Answer(result.Outcome);
        if (taken.Notice.Kind == NoticeKind.Click && result.Outcome is NoticeOutcome.Accepted or NoticeOutcome.Late)
        {
            var token = taken.Notice.Token;
            world.Exchange.Clicked(taken.Sending.Answer, world.ClickIds.Encode(new()
            {
                Bid = token.Bid,
                Campaign = token.Campaign,
                CampaignVersion = token.CampaignVersion,
                Ad = token.Ad,
                Exchange = token.Exchange,
                ClickedAtMs = taken.Notice.AcceptedAtMs,
            }));
        }
    }

    private BidToken? Read(Sending sending, Instant now)
    {
        if (sending.Kind == NoticeKind.Conversion)
        {
            return world.ClickIds.TryDecode(sending.Text, now, out var click, out _) ? Of(click) : null;
        }

        var kind = sending.Kind switch { NoticeKind.Impression => TokenKind.Impression, NoticeKind.Click => TokenKind.Click, _ => TokenKind.Notice };
        return world.Tokens.TryDecode(sending.Text, kind, now, out var token, out _) ? token : null;
    }

    private static BidToken Of(in ClickId click) => new()
    {
        Bid = click.Bid,
        Campaign = click.Campaign,
        CampaignVersion = click.CampaignVersion,
        Ad = click.Ad,
        Exchange = click.Exchange,
        Window = default,
        Day = default,
        Reserve = default,
        BidPrice = default,
        BidCurrency = Core.Amounts.CurrencyCode.Usd,
        Rate = Core.Amounts.Ratio.One,
        IssuedAtMs = click.ClickedAtMs,
    };
}
