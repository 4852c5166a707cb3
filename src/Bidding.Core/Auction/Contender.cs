using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Pricing;
using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>What an ad would show in a slot.</summary>
internal readonly record struct CreativeFit(AdSize Size, int MediaFile, int Protocol);

/// <summary>On what terms an ad would bid: the deal (null: open auction), the auction type that holds, the floor in the bid's currency.</summary>
internal readonly record struct BidTerms(DealOffer? Deal, int AuctionType, CpmPrice Floor)
{
    public const int FirstPrice = 1;
    public const int SecondPrice = 2;
    public const int FixedPrice = 3;
}

/// <summary>A campaign in the internal auction for one imp, with the ad it would show. <see cref="Worth"/> is its paced value in the bid's currency.</summary>
internal readonly record struct Contender(CompiledCampaign Campaign, CompiledAd Ad, CpmPrice Worth, CreativeFit Fit, BidTerms Terms)
{
    /// <summary>What is bid: the agreed price of a fixed-price deal, else the worth, lowered where the winner pays its own bid.</summary>
    public CpmPrice Price(AuctionOptions options, out Ratio shading)
    {
        shading = Terms.AuctionType == BidTerms.FirstPrice ? Shading(options) : Ratio.One;
        return Terms.AuctionType == BidTerms.FixedPrice
            ? Terms.Floor
            : PriceRounding.Down(shading == Ratio.One ? Worth : Worth.ScaleDown(shading), Terms.Floor);
    }

    private Ratio Shading(AuctionOptions options) => Pricing.FirstPrice.Shading(Worth, Terms.Floor, options.FirstPriceRivals);
}
