using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Optimization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Placement;

namespace Bidding.Grains.Optimization;

/// <summary>
/// Shifts a campaign's budget among its ads. Keeps nothing that counts: shares and their evidence are entries of the campaign's stream and come back with its figures.
/// Reentrant so that figures which come during a call to the campaign are dropped instead of queued.
/// </summary>
[Reentrant, PreferLocalPlacement]
public sealed class OptimizerGrain(
    IGrainFactory grains, TimeProvider time, OptimizerSeeds seeds, IOptions<OptimizerOptions> options, ILogger<OptimizerGrain> log) : Grain, IOptimizerGrain
{
    private readonly ThompsonSettings _settings = options.Value.ToSettings();
    private readonly ReviewPlan _plan = new(TimeSpan.FromMilliseconds(options.Value.IntervalMs));
    private readonly long _startedAt = time.GetTimestamp();
    private long _decidedAtSeq = -1;
    private bool _isShifting;

    public async Task Consider(CampaignFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var now = time.GetElapsedTime(_startedAt);
        var ads = Array.ConvertAll(figures.Ads, TrialOf);

        // Figures from before the last shift would ask for it a second time.
        if (_isShifting || figures.Seq <= _decidedAtSeq || !_plan.IsDue(ads, now))
        {
            return;
        }

        var decision = BudgetedThompson.Decide(figures.Goal, ads, _settings, RatePriors.Default, seeds.For(figures.Campaign));
        _plan.Looked(ads, now, decision.IsUnderway);
        if (!decision.IsShift)
        {
            (decision.Reason == ShareReason.TooLittleEvidence ? OptimizerInstruments.TooLittleEvidence : OptimizerInstruments.Settled).Inc();
            return;
        }

        _isShifting = true;
        try
        {
            await grains.GetGrain<ICampaignGrain>(this.GetPrimaryKeyLong()).Allocate(ShiftOf(decision));
            _decidedAtSeq = figures.Seq;
            OptimizerInstruments.Shifted.Inc();
        }
        catch (Exception e)
        {
            // Nobody waits for the answer of a one-way call: the next figures try again.
            _plan.Looked(ads, now, again: true);
            OptimizerInstruments.Failed.Inc();
            log.ShiftFailed(e, this.GetPrimaryKeyLong());
        }
        finally
        {
            _isShifting = false;
        }
    }

    private static AdTrial TrialOf(AdFigures ad) => new(
        new(ad.Ad, ad.Impressions, ad.Clicks, ad.Results, ad.ConversionValue, ad.Share), ad.Posted, ad.Status == Status.Active);

    private static AllocationShift ShiftOf(ShareDecision decision) => new(
        [.. decision.Moves.Select(move => new AdShare(move.Ad, move.Before))],
        [.. decision.Moves.Select(move => new AdShare(move.Ad, move.After))],
        decision.Evidence);
}
