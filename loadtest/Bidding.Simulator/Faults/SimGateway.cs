using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Leasing;
using Bidding.Core.Pricing;
using Bidding.Core.Tokens;
using NodaTime;

namespace Bidding.Simulator.Faults;

/// <summary>A node's gateway: asks for leases as production does, reserves from them, bids, and takes notices. Dies with its node.</summary>
internal sealed class SimGateway
{
    private static readonly TimeSpan TickEvery = TimeSpan.FromMilliseconds(50);
    private static readonly Ratio EuroRate = Ratio.FromDecimal(1.0937m);
    private readonly SimWorld _world;
    private readonly SimNode _node;
    private readonly LeaseTiming _timing;
    private readonly TimeSpan _catalogLag;
    private readonly List<(LiveCampaign Live, CampaignLeasing Leasing)> _campaigns = [];
    private readonly Money _largestBid;
    private long _bids;
    private bool _isStopped;

    public SimGateway(SimWorld world, SimNode node)
    {
        _world = world;
        _node = node;
        _timing = new(node);
        _catalogLag = world.Network.Between(0, 1_000);
        _largestBid = PriceRounding.Reserve(new(world.Scenario.PriceMax), EuroRate);
        Notices = new(world, node);
        var all = new LiveCampaigns();
        foreach (var number in world.Catalog.Campaigns)
        {
            var live = all.Get(number);
            _campaigns.Add((live, new(live, node.Incarnation, _timing)));
        }

        node.Deliver(world.Network.Between(0, TickEvery.TotalMilliseconds), Tick);
    }

    public GatewayNotices Notices { get; }

    /// <summary>Reports what is left and asks for no more.</summary>
    public void Stop()
    {
        _isStopped = true;
        foreach (var (_, leasing) in _campaigns)
        {
            if (leasing.Farewell(_timing.Now()) is { } request)
            {
                Ask(leasing, request);
            }
        }
    }

    private void Tick()
    {
        if (_isStopped)
        {
            return;
        }

        foreach (var (live, leasing) in _campaigns)
        {
            for (var left = _world.Scenario.Weather.Rate * TickEvery.TotalSeconds; left > 0; left--)
            {
                if (_world.Network.Chance(left))
                {
                    Enter(live);
                }
            }

            if (leasing.Due(_timing.Now(), _ => _largestBid) is { } request)
            {
                Ask(leasing, request);
            }
        }

        _node.Deliver(TickEvery, Tick);
    }

    private void Enter(LiveCampaign live)
    {
        var campaign = _world.Catalog.Known(live.Number, _catalogLag);
        var now = Instant.FromDateTimeOffset(_node.GetUtcNow());
        if (campaign.Status != Status.Active || now < campaign.Flight.Start || (campaign.Flight.End is { } end && now >= end))
        {
            return;
        }

        // The demand is counted before pacing's throttle.
        live.RestoreDemand(new(1, Money.Zero, Money.Zero, Money.Zero));
        if (!_world.Network.Chance(live.Terms.Levers.Participation.ToDouble()))
        {
            live.RestoreDemand(new(0, Money.Zero, Money.Zero, Money.Zero) { Thinned = true });
            return;
        }

        var exchange = _world.Scenario.Exchanges[_world.Random.Next(_world.Scenario.Exchanges.Count)];
        var rate = exchange.Number == 2 ? EuroRate : Ratio.One;
        var price = new CpmPrice((long)(_world.Scenario.PriceMax * (0.25 + (0.75 * _world.Random.NextDouble()))));
        var reserve = PriceRounding.Reserve(price, rate);
        if (live.Lease is { } lease && lease.TryReserve(new(exchange.Number), reserve, _timing.Now()))
        {
            live.RestoreDemand(new(0, reserve, Money.Zero, Money.Zero));
            Bid(campaign, lease, exchange, price, rate, reserve);
        }
        else
        {
            live.RestoreDemand(new(0, Money.Zero, reserve, Money.Zero));
        }
    }

    private void Bid(Campaign campaign, Lease lease, ScenarioExchange exchange, CpmPrice price, Ratio rate, Money reserve)
    {
        var token = new BidToken
        {
            Bid = new(_node.Incarnation, ++_bids),
            Campaign = campaign.Number,
            Ad = new(campaign.Number.Value * 10),
            Exchange = new(exchange.Number),
            Window = lease.Window,
            Day = lease.Day,
            Reserve = reserve,
            ImpressionPayout = campaign.Pricing.Model == PricingModel.Cpm ? campaign.Pricing.Cpm.PerImpressionUp() : Money.Zero,
            BidPrice = price,
            BidCurrency = rate == Ratio.One ? CurrencyCode.Usd : CurrencyCode.Eur,
            Rate = rate,
            IssuedAtMs = _node.GetUtcNow().ToUnixTimeMilliseconds(),
            CampaignVersion = campaign.Version,
        };
        _world.Bid(_node, token);
        var codec = _world.Tokens;
        var answer = new BidAnswer(
            campaign.Number, token.Bid.ToString(), token.Exchange, price,
            codec.Encode(token, TokenKind.Notice), codec.Encode(token, TokenKind.Impression), codec.Encode(token, TokenKind.Click));
        _world.Loop.After(_world.Network.Between(5, 120), () => _world.Exchange.Decide(answer));
    }

    private void Ask(CampaignLeasing leasing, LeaseRequest request)
    {
        // Before the call leaves: the lease must end here before it ends at the campaign.
        var sentAt = _timing.Now();
        var isOver = false;
        _world.Tally.Count(Deed.ReportsRepeated, Math.Max(0, request.Reports.Count - 1));
        _node.Deliver(LeaseTiming.CallDeadline, () =>
        {
            if (!isOver)
            {
                isOver = true;
                leasing.Lose(_timing.Now());
            }
        });
        _world.Call(_node, leasing.Campaign, host => host.Activation.LeaseAsync(request), reply =>
        {
            if (reply is null)
            {
                // Failed at once, as when no activation can start: the same as no answer.
                if (!isOver)
                {
                    isOver = true;
                    leasing.Lose(_timing.Now());
                }
            }
            else if (isOver)
            {
                leasing.TakeLate(reply);
            }
            else
            {
                isOver = true;
                _world.Tally.Count(Deed.Leases, reply.Grant is null ? 0 : 1);
                _world.Tally.Count(Deed.BudgetsUsedUp, reply.Denial is LeaseDenial.BudgetExhausted or LeaseDenial.DayExhausted or LeaseDenial.BillingLimit ? 1 : 0);
                _world.Tally.Count(Deed.PortfoliosUsedUp, reply.Denial == LeaseDenial.PortfolioExhausted ? 1 : 0);
                leasing.Take(reply, sentAt, _timing.Now(), _world.Scenario.Exchanges.Max(e => e.Number));
            }
        });
    }
}
