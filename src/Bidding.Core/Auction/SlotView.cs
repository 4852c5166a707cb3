using System.Runtime.InteropServices;
using Bidding.Core.Amounts;

namespace Bidding.Core.Auction;

/// <summary>What an imp lets its candidates leave unasked.</summary>
internal readonly struct SlotView
{
    public SlotView(ImpFeatures imp, BidFeatures request)
    {
        var rate = request.Scope.TryConvertFloor(imp.Floor, imp.FloorCurrency, out var floor);
        Floor = rate ? floor : CpmPrice.Zero;
        IsOpen = rate && !imp.PrivateAuction && !request.SeatsRestricted;
        FloorIsTheSameForAll = !HasFloorsOfItsOwn(imp.Video) && !HasFloorsOfItsOwn(imp.Audio);
        FloorOfAll = IsOpen && FloorIsTheSameForAll && imp.DealCount == 0 ? Floor.NanosPerMille / WorthBound.Margin : 0;
        Look = IsOpen && IsDecidedByIndex(imp)
            ? AdTraits.PlainSlot
                | (imp.Secure ? AdTraits.Insecure : AdTraits.None)
                | (imp.Banner.BlockedAttributes.IsEmpty ? AdTraits.None : AdTraits.HasAttributes)
            : AdTraits.None;
    }

    /// <summary>Of the open auction, in the bid's currency; zero when there is no rate.</summary>
    public CpmPrice Floor { get; }

    /// <summary>Any ad that fits may bid in the open auction.</summary>
    public bool IsOpen { get; }

    /// <summary>The open auction's floor does not depend on the ad.</summary>
    public bool FloorIsTheSameForAll { get; }

    /// <summary>No ad whose bound is below this can bid, whichever it is; 0: there is no such floor.</summary>
    public float FloorOfAll { get; }

    /// <summary>An ad that has of these <see cref="AdTraits.PlainSlot"/> alone fits the imp and may bid in the open auction. <see cref="AdTraits.None"/>: no ad is certain.</summary>
    public AdTraits Look { get; }

    private static bool HasFloorsOfItsOwn(MediaOffer offer) => offer.MinCpmPerSecond > CpmPrice.Zero || offer.DurationFloors.Count > 0;

    /// <summary>Only exact sizes were asked of the index, and nothing else can keep a plain banner out.</summary>
    private static bool IsDecidedByIndex(ImpFeatures imp)
    {
        if (!imp.Banner.Offered || imp.Interstitial || !imp.Banner.BlockedTypes.IsEmpty)
        {
            return false;
        }

        foreach (var size in CollectionsMarshal.AsSpan(imp.Banner.Sizes))
        {
            if (size.IsFlexible)
            {
                return false;
            }
        }

        return true;
    }
}
