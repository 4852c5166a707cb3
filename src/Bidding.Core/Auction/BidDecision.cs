using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Pricing;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>The answer to a request: one decision per imp, in the request's order. Pooled and reused; one thread at a time.</summary>
public sealed class BidDecision
{
    private readonly List<ImpDecision> _imps = [];

    /// <summary>Why there is no bid at all; <see cref="NoBidReason.None"/> when there is at least one.</summary>
    public NoBidReason Reason { get; internal set; }

    /// <summary>Of all prices in the answer; the response's <c>cur</c>.</summary>
    public CurrencyCode Currency { get; internal set; }

    /// <summary>Every bid is to carry <c>ext.dsa</c>: the request supports or requires it.</summary>
    public bool DsaRequired { get; internal set; }

    /// <summary>A test request: bids are answered, nothing was reserved, tokens must say so.</summary>
    public bool Test { get; internal set; }
    public int BidCount { get; internal set; }
    public int ImpCount { get; private set; }

    public ImpDecision Imp(int index) => _imps[index];

    internal void Reset(int imps)
    {
        Reason = NoBidReason.None;
        Currency = default;
        DsaRequired = Test = false;
        BidCount = 0;
        ImpCount = imps;
        while (_imps.Count < imps)
        {
            _imps.Add(new());
        }

        for (var i = 0; i < imps; i++)
        {
            _imps[i].Reset();
        }
    }
}

/// <summary>The decision for one imp: a reason, or a bid whose reserve has been taken from the campaign's lease.</summary>
public sealed class ImpDecision
{
    public NoBidReason Reason { get; internal set; }

    /// <summary>Set together, when <see cref="Reason"/> is <see cref="NoBidReason.None"/>.</summary>
    public CompiledCampaign? Campaign { get; internal set; }
    public CompiledAd? Ad { get; internal set; }

    /// <summary>Per mille, in <see cref="BidDecision.Currency"/>.</summary>
    public CpmPrice Price { get; internal set; }

    /// <summary>The price of one impression in the campaign's currency, rounded up: what the lease gave.</summary>
    public Money Reserve { get; internal set; }

    /// <summary>Campaign currency per unit of the bid's currency.</summary>
    public Ratio Rate { get; internal set; }

    /// <summary>What the advertiser owes for the impression under CPM; zero under every other pricing model.</summary>
    public Money ImpressionPayout { get; internal set; }

    /// <summary>The escrow window that paid; none for a test. <see cref="Day"/> is the window's.</summary>
    public WindowId Window { get; internal set; }
    public BudgetDay Day { get; internal set; }

    /// <summary>The deal the bid is on, null in the open auction.</summary>
    public DealOffer? Deal { get; internal set; }

    /// <summary>The auction type that holds for this bid: 1 first price, 2 second price, 3 the deal's agreed price.</summary>
    public int AuctionType { get; internal set; }

    /// <summary>Banner: the creative's size chosen; video: the player's; else default.</summary>
    public AdSize Size { get; internal set; }

    /// <summary>Video and audio: which of the ad's files fits best, and the OpenRTB protocol to answer in (VAST 4.x before 3 before 2; 7 when the slot names none).</summary>
    public int MediaFile { get; internal set; }
    public int Protocol { get; internal set; }

    public PriceFactors Factors { get; internal set; }

    internal void Reset()
    {
        Reason = NoBidReason.None;
        Campaign = null;
        Ad = null;
        Price = default;
        Reserve = ImpressionPayout = default;
        Rate = default;
        Window = default;
        Day = default;
        Deal = null;
        AuctionType = 0;
        Size = default;
        MediaFile = Protocol = 0;
        Factors = default;
    }
}
