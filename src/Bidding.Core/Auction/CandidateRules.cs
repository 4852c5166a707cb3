using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>Checks of a candidate that hold for the whole request. Each returns the first rule broken.</summary>
internal static class CandidateRules
{
    /// <summary>Flight, blocked seats, currency.</summary>
    public static NoBidReason Campaign(in CampaignGate gate, BidFeatures request, AuctionScope scope) =>
        scope.NowTicks < gate.StartTicks ? NoBidReason.FlightNotStarted
        : scope.NowTicks >= gate.EndTicks ? NoBidReason.FlightEnded
        : !request.BlockedSeats.IsEmpty && request.BlockedSeats.Contains(request.Exchange.SeatIdOf(gate.AdvertiserIndex)) ? NoBidReason.Seat
        : scope.ToBid(gate) == Amounts.Ratio.Zero ? NoBidReason.NoExchangeRate
        : NoBidReason.None;

    /// <summary>Dayparts, operating system versions, age.</summary>
    public static NoBidReason Ad(CompiledAd ad, CompiledCampaign campaign, BidFeatures request, AuctionScope scope) =>
        !ad.Hours.Contains(scope.HourOfWeek(campaign.ZoneIndex)) ? NoBidReason.Daypart
        : !ad.CampaignOs.Match(request.OsId, request.OsVersion) || !ad.AdOs.Match(request.OsId, request.OsVersion) ? NoBidReason.OsVersion
        : ad.NeedsAge && !AgeFits(ad, request, scope) ? NoBidReason.Age
        : NoBidReason.None;

    /// <summary>By the year alone, as the request tells no more; a demographic, so only where the user may be used.</summary>
    private static bool AgeFits(CompiledAd ad, BidFeatures request, AuctionScope scope)
    {
        if (!request.UserAllowed || request.YearOfBirth <= 0)
        {
            return false;
        }

        var age = scope.Year - request.YearOfBirth;
        return age >= ad.MinAge && age <= ad.MaxAge;
    }
}
