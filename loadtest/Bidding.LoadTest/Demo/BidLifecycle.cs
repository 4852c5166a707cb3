using Bidding.Core.Amounts;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Bidding.Simulator.Market;
using Bidding.Simulator.Users;

namespace Bidding.LoadTest.Demo;

/// <summary>
/// Follows each bid from the exchange's auction to the conversion, with the delays, losses and repeats that real exchanges and users show.
/// </summary>
internal sealed class BidLifecycle(Random random, CompetingPrices market, Audience audience, Followups followups, NoticeSender notices, Browser browser, Tally tally)
{
    private const double LossNoticeShare = 0.9;
    private const double BillingShare = 0.97;
    private const double BeaconShare = 0.96;
    private const double RepeatShare = 0.02;
    private static readonly TimeSpan RenderDelay = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan ThinkDelay = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan ConversionDelay = TimeSpan.FromSeconds(3);
    private long _orders;

    /// <summary>Called by the driver's thread alone.</summary>
    public void Begin(BidRequest request, BidRequest.Types.Imp imp, string currency, BidResponse.Types.Bid wire)
    {
        var bid = new WonOrLost(wire, currency, request.Test);
        tally.CountBid(FormatOf(wire), request.Test);
        tally.Campaign(wire.Cid).CountBid();
        if (!CpmPrice.TryFromDouble(wire.Price, out var price) || !wire.HasNurl || !wire.HasBurl || !wire.HasLurl)
        {
            tally.CountFault("bid without a price or a notice URL");
            return;
        }

        var deal = imp.Pmp?.Deals.FirstOrDefault(deal => wire.HasDealid && deal.Id == wire.Dealid);
        _ = CpmPrice.TryFromDouble(deal is { HasBidfloor: true } ? deal.Bidfloor : imp.Bidfloor, out var floor);
        var type = deal is { HasAt: true } ? deal.At : request.HasAt ? request.At : 1;
        var result = Auction.Hold(type, price, floor, market.Draw(SlotOf(wire)));
        if (!result.Won)
        {
            Lose(bid);
            return;
        }

        After(5, 30, () => NotifyAsync(bid, Notice.Types.Kind.Win, result.ClearingPrice));
        Render(bid, result.ClearingPrice);
    }

    private void Lose(WonOrLost bid)
    {
        if (random.NextDouble() >= LossNoticeShare)
        {
            tally.CountSilence();
            return;
        }

        After(10, 200, () => NotifyAsync(bid, Notice.Types.Kind.Loss, CpmPrice.Zero));
    }

    private void Render(WonOrLost bid, CpmPrice clearing)
    {
        var owed = new SingleUse(() => tally.Campaign(bid.Wire.Cid).Owe(bid.Test ? Money.Zero : clearing.PerImpressionNearest()));
        if (random.NextDouble() < BillingShare)
        {
            After(RenderDelay, () => NotifyAsync(bid, Notice.Types.Kind.Billing, clearing, owed));
        }

        if (random.NextDouble() >= BeaconShare)
        {
            return;
        }

        var appeal = audience.Of(bid.Wire.Crid);
        var clicks = random.NextDouble() < appeal.ClickRate;
        var converts = clicks && random.NextDouble() < appeal.ConversionRate;
        var repeats = random.NextDouble() < RepeatShare;
        var think = Exponential(ThinkDelay);
        var decide = Exponential(ConversionDelay);
        After(RenderDelay, async () =>
        {
            await ShowAsync(bid, clearing, owed, repeats);
            if (clicks)
            {
                followups.TryAfter(think, () => ClickAsync(bid, appeal, converts, decide));
            }
        });
    }

    private async Task ShowAsync(WonOrLost bid, CpmPrice clearing, SingleUse owed, bool repeats)
    {
        if (Browser.FindImpressionUrl(bid.Wire.Adm) is not { } url)
        {
            tally.CountFault("ad without an impression beacon");
            return;
        }

        var expanded = Macros.Expand(url, clearing, bid.Currency);
        for (var loads = repeats ? 2 : 1; loads > 0; loads--)
        {
            if (!await browser.LoadAsync(expanded))
            {
                tally.CountFault("impression not acknowledged");
                return;
            }
        }

        owed.Use();
        if (!bid.Test)
        {
            tally.CountImpression();
            tally.Campaign(bid.Wire.Cid).CountImpression();
        }
    }

    private async Task ClickAsync(WonOrLost bid, CreativeAppeal appeal, bool converts, TimeSpan decide)
    {
        if (Browser.FindClickUrl(bid.Wire.Adm) is not { } url)
        {
            tally.CountFault("ad without a click-through");
            return;
        }

        if (await browser.ClickAsync(url) is not { } clickId)
        {
            tally.CountFault("click not acknowledged");
            return;
        }

        if (!bid.Test)
        {
            tally.CountClick();
            tally.Campaign(bid.Wire.Cid).CountClick();
        }

        if (converts)
        {
            followups.TryAfter(decide, () => ConvertAsync(bid, appeal, clickId));
        }
    }

    private async Task ConvertAsync(WonOrLost bid, CreativeAppeal appeal, string clickId)
    {
        var order = $"order-{Interlocked.Increment(ref _orders)}";
        if (!await browser.ConvertAsync(clickId, ActionOf(bid.Wire.Cid), appeal.OrderValue, order))
        {
            tally.CountFault("conversion not acknowledged");
            return;
        }

        if (!bid.Test)
        {
            tally.CountConversion();
            tally.Campaign(bid.Wire.Cid).CountConversion();
        }
    }

    private async Task NotifyAsync(WonOrLost bid, Notice.Types.Kind kind, CpmPrice clearing, SingleUse? owed = null)
    {
        var url = kind switch { Notice.Types.Kind.Win => bid.Wire.Nurl, Notice.Types.Kind.Billing => bid.Wire.Burl, _ => bid.Wire.Lurl };
        var notice = new Notice
        {
            Kind = kind,
            Token = Macros.TokenOf(url),
            ClearingPrice = kind == Notice.Types.Kind.Loss ? "" : clearing.ToString(),
            LossReason = kind == Notice.Types.Kind.Loss ? 102 : 0,
        };
        var result = await notices.SendAsync(notice);
        if (result.Outcome is NoticeResult.Types.Outcome.Unavailable or NoticeResult.Types.Outcome.Refused)
        {
            tally.CountFault($"{kind} notice {result.Outcome}: {result.Reason}");
            return;
        }

        owed?.Use();
        switch (kind)
        {
            case Notice.Types.Kind.Win: tally.CountWin(); break;
            case Notice.Types.Kind.Billing: tally.CountBilling(); break;
            default: tally.CountLoss(); break;
        }
    }

    private void After(int fromMs, int toMs, Func<Task> what) => After(TimeSpan.FromMilliseconds(random.Next(fromMs, toMs)), what, exact: true);

    private void After(TimeSpan mean, Func<Task> what, bool exact = false)
    {
        if (!followups.TryAfter(exact ? mean : TimeSpan.FromMilliseconds(50) + Exponential(mean), what))
        {
            tally.CountFault("too much waiting to be sent");
        }
    }

    private TimeSpan Exponential(TimeSpan mean) => Math.Min(-Math.Log(1 - random.NextDouble()), 3) * mean;

    // The demo's advertisers count the action their campaign's pricing model names.
    private static string ActionOf(string campaign) => campaign.Split('-')[0] switch
    {
        "cpl" => "lead",
        "cpi" => "install",
        "cpa" => "signup",
        _ => "purchase",
    };

    private static string FormatOf(BidResponse.Types.Bid bid) =>
        bid.Mtype switch { 1 => "banner", 2 => "video", 3 => "audio", 4 => "native", _ => "unnamed" };

    private static SlotFormat SlotOf(BidResponse.Types.Bid bid) =>
        bid.Mtype switch { 2 => SlotFormat.Video, 3 => SlotFormat.Audio, 4 => SlotFormat.Native, _ => SlotFormat.Banner };

    private sealed record WonOrLost(BidResponse.Types.Bid Wire, string Currency, bool Test);

    /// <summary>The billing notice and the beacon both carry the price; whichever is acknowledged first makes the exchange's claim, once.</summary>
    private sealed class SingleUse(Action what)
    {
        private int _used;

        public void Use()
        {
            if (Interlocked.Exchange(ref _used, 1) == 0)
            {
                what();
            }
        }
    }
}
