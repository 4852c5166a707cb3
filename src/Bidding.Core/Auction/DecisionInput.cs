namespace Bidding.Core.Auction;

/// <summary>What one decision works with, from its beginning to its end.</summary>
/// <param name="serving">Of the request's minute; null: every ad is to be asked.</param>
/// <param name="counts">The tally's counters by campaign number; empty when it has none to spare.</param>
internal readonly ref struct DecisionInput(
    BidFeatures request, LiveCampaigns live, AuctionBoard board, BidMoment moment, UserHistory history, AuctionOptions options, ServingNow? serving, Span<uint> counts)
{
    public readonly BidFeatures Request = request;
    public readonly LiveCampaigns Live = live;
    public readonly AuctionBoard Board = board;
    public readonly BidMoment Moment = moment;
    public readonly UserHistory History = history;
    public readonly AuctionOptions Options = options;
    public readonly ServingNow? Serving = serving;
    public readonly Span<uint> Counts = counts;

    /// <summary>Auctions in which a campaign was eligible: before pacing's throttle, and not in tests.</summary>
    public void CountOpportunities(int campaign, int auctions)
    {
        if (Request.Test)
        {
            return;
        }

        if (Counts.IsEmpty)
        {
            Live.Get(new(campaign)).CountOpportunities(auctions);
            return;
        }

        ref var count = ref Counts[campaign];
        count = unchecked(count + (uint)auctions);
    }
}
