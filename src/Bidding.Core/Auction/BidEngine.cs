using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// The bid decision, in the order of the path: features, candidates from the index, eligibility, value and price, internal auction, reserve. Takes no
/// lock, does no I/O, and allocates nothing once its buffers have grown. Immutable: any thread may call it, each with its own features and decision.
/// </summary>
public sealed class BidEngine(AuctionOptions options)
{
    private const int DsaRequiredFrom = 2;

    public AuctionOptions Options => options;

    /// <summary>Decides every imp of a request, and reserves the price of every bid from its campaign's lease.</summary>
    /// <param name="request">Filled by the extractor; names its snapshot and exchange.</param>
    /// <param name="history">What the user has seen; <c>default</c> when it is unknown.</param>
    /// <param name="draws">Participation, the choice among a campaign's ads, and ties.</param>
    /// <param name="decision">Overwritten.</param>
    public void Decide(BidFeatures request, LiveCampaigns live, BidMoment moment, UserHistory history, ref DrawSource draws, BidDecision decision)
    {
        decision.Reset(request.ImpCount);
        decision.Test = request.Test;
        decision.DsaRequired = request.DsaRequired > 0;
        var scope = request.Scope;
        var reason = Refuse(request, moment, options);
        if (reason == NoBidReason.None && !scope.Begin(request, moment))
        {
            reason = request.Snapshot.CampaignCount == 0 ? NoBidReason.NoCampaigns : NoBidReason.NoCurrency;
        }

        if (reason != NoBidReason.None)
        {
            RefuseAll(decision, reason);
            return;
        }

        decision.Currency = scope.Currency;
        var board = live.BoardOf(request.Snapshot);
        var stripe = live.Tally.Rent(live.Numbers);
        try
        {
            var share = request.Test ? default : stripe?.Share(scope.NowTicks, options.CountEvery, draws) ?? CountShare.All;
            var serving = board.ServingAt(Eligibility.CertainSecond(request));
            DecideImps(new(request, live, board, moment, history, options, serving, stripe is null ? [] : stripe.Counts), share, ref draws, decision);
        }
        finally
        {
            if (stripe is not null)
            {
                live.Tally.Return(stripe);
            }
        }

        decision.Reason = decision.BidCount > 0 ? NoBidReason.None : Deepest(decision);
    }

    /// <summary>What is wrong with the request as a whole.</summary>
    internal static NoBidReason Refuse(BidFeatures request, BidMoment moment, AuctionOptions options) =>
        request.Refused != NoBidReason.None ? request.Refused
        : !ReferenceEquals(request.Snapshot.FindExchange(request.Exchange.Id), request.Exchange) ? NoBidReason.UnknownExchange
        : request.ImpCount == 0 ? NoBidReason.InvalidRequest
        : request.TmaxMs > 0 && moment.SinceArrival + options.AnswerTime > TimeSpan.FromMilliseconds(request.TmaxMs) ? NoBidReason.TooLate
        : request.DsaRequired >= DsaRequiredFrom && request.DsaPubRender == 0 ? NoBidReason.DsaUnmet
        : NoBidReason.None;

    private static NoBidReason WhyNone(AuctionScope scope) =>
        scope.Snapshot.Index.Servable.IsEmpty ? NoBidReason.NoCampaigns : scope.Plan.Steps[scope.Plan.DeepestStep()].Reason;

    private static void DecideImps(in DecisionInput input, in CountShare share, ref DrawSource draws, BidDecision decision)
    {
        var request = input.Request;
        var scope = request.Scope;
        scope.Plan.Build(request, request.Snapshot.Index);
        scope.Seen.Begin(input.History);
        if (input.Serving is null)
        {
            scope.BeginHours(input.Board.Hours.Length);
        }

        for (var i = 0; i < request.ImpCount; i++)
        {
            var result = decision.Imp(i);
            result.Reason = ImpRules.Imp(request.Imp(i));
            if (result.Reason == NoBidReason.None)
            {
                DecideImp(input, share, request.Imp(i), ref draws, result);
            }

            decision.BidCount += result.Reason == NoBidReason.None ? 1 : 0;
        }
    }

    private static void DecideImp(in DecisionInput input, in CountShare share, ImpFeatures imp, ref DrawSource draws, ImpDecision result)
    {
        var scope = input.Request.Scope;
        var view = new SlotView(imp, input.Request);
        scope.BeginImp(input.Board, imp);
        result.Reason = NoBidReason.Targeting;
        InternalAuction.Award(input, imp, view, ref draws, result);
        if (result.Ad is null && !scope.AnyMatched)
        {
            result.Reason = WhyNone(scope);
        }

        if (share.Every > 0)
        {
            PassedOver.Count(input, share, imp, view);
        }

        // Only now: whoever was passed over is counted as things were before.
        if (result.Ad is { } ad)
        {
            scope.Place(ad, result.Campaign!);
        }
    }

    private static void RefuseAll(BidDecision decision, NoBidReason reason)
    {
        decision.Reason = reason;
        for (var i = 0; i < decision.ImpCount; i++)
        {
            decision.Imp(i).Reason = reason;
        }
    }

    private static NoBidReason Deepest(BidDecision decision)
    {
        var deepest = NoBidReason.None;
        for (var i = 0; i < decision.ImpCount; i++)
        {
            deepest = decision.Imp(i).Reason > deepest ? decision.Imp(i).Reason : deepest;
        }

        return deepest;
    }
}
