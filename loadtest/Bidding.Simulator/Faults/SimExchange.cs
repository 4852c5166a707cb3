using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Simulator.Faults;

/// <summary>A bid as the exchange and its user have it: signed texts, and prices.</summary>
internal sealed record BidAnswer(CampaignNumber Campaign, string Bid, ExchangeNumber Exchange, CpmPrice Price, string NoticeToken, string ImpressionToken, string ClickToken);

/// <summary>One notice on its way, with as many tries as it takes.</summary>
internal sealed record Sending(BidAnswer Answer, NoticeKind Kind, CpmPrice? Price, string Text, string Action = "", string OrderId = "", Money Value = default);

/// <summary>
/// Exchanges and users: they decide every bid, and send what they have to say late, twice, out of order, at another price, or not at all. Whoever is not told that a notice
/// was taken sends it again.
/// </summary>
internal sealed class SimExchange(SimWorld world)
{
    private const int TriesMax = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly Weather _weather = world.Scenario.Weather;
    private readonly Random _random = world.Random;
    private long _orders;

    public void Decide(BidAnswer answer)
    {
        var fate = _random.NextDouble();
        if (fate < _weather.Silence * (1 - _weather.Wins))
        {
            world.Tally.Count(Deed.SilentBids);
        }
        else if (fate < 1 - _weather.Wins)
        {
            world.Tally.Count(Deed.Losses);
            Send(new(answer, NoticeKind.Loss, null, answer.NoticeToken));
            if (Chance(_weather.ContradictingNotices))
            {
                world.Tally.Count(Deed.WinsAfterLoss);
                world.Loop.After(world.Network.Between(20, 9_000), () => Send(new(answer, Billable(answer), Clearing(answer), TextOf(answer, Billable(answer)))));
            }
        }
        else
        {
            Win(answer);
        }
    }

    private void Win(BidAnswer answer)
    {
        world.Tally.Count(Deed.Wins);
        var price = Clearing(answer);
        Send(new(answer, NoticeKind.Win, price, answer.NoticeToken));
        if (world.Catalog.BillableOf(answer.Exchange) == BillableEvent.Billing)
        {
            Send(new(answer, NoticeKind.Billing, price, answer.NoticeToken));
        }

        if (Chance(_weather.ContradictingNotices))
        {
            world.Tally.Count(Deed.LossesAfterWin);
            Send(new(answer, NoticeKind.Loss, null, answer.NoticeToken));
        }

        if (Chance(0.9))
        {
            Send(new(answer, NoticeKind.Impression, Chance(0.8) ? price : null, answer.ImpressionToken));
        }

        if (Chance(0.2))
        {
            world.Loop.After(world.Network.Between(300, 8_000), () =>
            {
                world.Tally.Count(Deed.Clicks);
                SendNow(new(answer, NoticeKind.Click, null, answer.ClickToken), 0);
                if (Chance(_weather.NoticeDuplicates))
                {
                    SendNow(new(answer, NoticeKind.Click, null, answer.ClickToken), 0);
                }
            });
        }
    }

    /// <summary>The user arrived at the advertiser's page with this click id.</summary>
    public void Clicked(BidAnswer answer, string clickId)
    {
        if (!Chance(0.5))
        {
            return;
        }

        var isLate = Chance(0.15);
        var order = Chance(0.7) ? $"order-{++_orders}" : "";
        var conversion = new Sending(answer, NoticeKind.Conversion, null, clickId, Chance(0.5) ? "lead" : Chance(0.5) ? "sale" : "install", order, Money.FromDecimal(_random.Next(0, 200) / 100m));
        world.Tally.Count(isLate ? Deed.ConversionsSentLate : Deed.Conversions);
        world.Loop.After(isLate ? world.Network.Between(15_500, 40_000) : world.Network.Between(100, 14_000), () => SendNow(conversion, 0));
        if (Chance(_weather.NoticeDuplicates))
        {
            world.Tally.Count(Deed.OrdersSentAgain);
            world.Loop.After(world.Network.Between(100, 20_000), () => SendNow(conversion, 0));
        }
    }

    private void Send(Sending sending)
    {
        if (Chance(_weather.NoticeLoss))
        {
            world.Tally.Count(Deed.NoticesLost);
            return;
        }

        var window = world.Catalog.ExchangeTermsOf(sending.Answer.Exchange).NoticeWindow.TotalMilliseconds;
        var isLate = Chance(_weather.NoticesLate);
        if (isLate)
        {
            world.Tally.Count(Deed.NoticesSentLate);
        }

        // Just before its window ends is where a reserve is closest to being given away.
        var delay = isLate ? world.Network.Between(window + 50, window * 4)
            : Chance(0.15) ? world.Network.Between(window * 0.8, window)
            : Chance(0.2) ? world.Network.Between(500, window * 0.8) : world.Network.Between(20, 800);
        world.Loop.After(delay, () => SendNow(sending, 0));
        if (Chance(_weather.NoticeDuplicates))
        {
            world.Tally.Count(Deed.DuplicatesSent);
            var again = sending;
            if (sending.Price is not null && Chance(0.4))
            {
                world.Tally.Count(Deed.DuplicatesAtAnotherPrice);
                again = sending with { Price = Clearing(sending.Answer) };
            }

            world.Loop.After(delay + world.Network.Between(-200, window), () => SendNow(again, 0));
        }
    }

    private void SendNow(Sending sending, int tries)
    {
        var nodes = world.Live.ToList();
        if (nodes.Count == 0)
        {
            Repeat(sending, tries);
            return;
        }

        var isAnswered = false;
        var node = nodes[_random.Next(nodes.Count)];
        node.Deliver(world.Network.Latency(), () => world.GatewayOf(node).Notices.Take(sending, outcome =>
        {
            if (isAnswered)
            {
                return;
            }

            isAnswered = true;
            if (outcome == NoticeOutcome.Unavailable)
            {
                Repeat(sending, tries);
            }
        }));
        world.Loop.After(Patience, () =>
        {
            if (!isAnswered)
            {
                isAnswered = true;
                Repeat(sending, tries);
            }
        });
    }

    private void Repeat(Sending sending, int tries)
    {
        if (tries < TriesMax)
        {
            world.Tally.Count(Deed.NoticesRepeated);
            world.Loop.After(world.Network.Between(200, 2_000), () => SendNow(sending, tries + 1));
        }
    }

    private NoticeKind Billable(BidAnswer answer) => world.Catalog.BillableOf(answer.Exchange) switch
    {
        BillableEvent.Win => NoticeKind.Win,
        BillableEvent.Impression => NoticeKind.Impression,
        _ => NoticeKind.Billing,
    };

    private static string TextOf(BidAnswer answer, NoticeKind kind) => kind == NoticeKind.Impression ? answer.ImpressionToken : answer.NoticeToken;

    // Second price mostly, first price often, and now and then more than was bid.
    private CpmPrice Clearing(BidAnswer answer)
    {
        var part = Chance(0.3) ? 1 : Chance(0.05) ? 1.3 : 0.4 + (_random.NextDouble() * 0.6);
        return new((long)(answer.Price.NanosPerMille * part));
    }

    private bool Chance(double probability) => world.Network.Chance(probability);
}
