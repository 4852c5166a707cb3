using Bidding.Contracts;
using Bidding.Core.Ids;
using Microsoft.Extensions.Logging;

namespace Bidding.Grains.Campaigns;

/// <summary>
/// Passes cumulative figures on to ads' grains and to the optimizer, each at its own pace and with one call under way at a time: a slow receiver gets fewer, newer figures.
/// What fails is not repeated, since the next figures say it all. Runs on its grain's scheduler.
/// </summary>
internal sealed class CampaignReporter(CampaignNumber campaign, IGrainFactory grains, CampaignOptions options, ILogger log)
{
    private readonly Dictionary<AdNumber, (IAdGrain Grain, AdFigures? Sent)> _ads = [];
    private IOptimizerGrain? _optimizer;
    private TimeSpan? _updatedAt;
    private TimeSpan? _consideredAt;
    private long _consideredSeq;
    private long _updatedSeq;
    private bool _updating;
    private bool _considering;

    public void Report(Func<CampaignFigures> read, long seq, TimeSpan now)
    {
        if (seq != _updatedSeq && !_updating && IsDue(_updatedAt, options.FiguresEveryMs, now))
        {
            (_updatedAt, _updatedSeq) = (now, seq);
            _ = UpdateAdsAsync(read());
        }

        if (seq != _consideredSeq && !_considering && IsDue(_consideredAt, options.ConsiderEveryMs, now))
        {
            (_consideredAt, _consideredSeq) = (now, seq);
            _ = ConsiderAsync(read());
        }
    }

    /// <summary>Whether all figures up to this entry have been passed on, or are on their way.</summary>
    public bool HasReported(long seq) => seq == _updatedSeq && seq == _consideredSeq;

    private static bool IsDue(TimeSpan? last, int everyMs, TimeSpan now) => last is not { } at || (now - at).TotalMilliseconds >= everyMs;

    private async Task UpdateAdsAsync(CampaignFigures figures)
    {
        _updating = true;
        try
        {
            var calls = new List<Task>();
            foreach (var ad in figures.Ads)
            {
                if (!_ads.TryGetValue(ad.Ad, out var known))
                {
                    known = (grains.GetGrain<IAdGrain>(ad.Ad.Value), null);
                }

                if (known.Sent is null || known.Sent with { Seq = ad.Seq } != ad)
                {
                    _ads[ad.Ad] = (known.Grain, ad);
                    calls.Add(known.Grain.Update(ad));
                }
            }

            await Task.WhenAll(calls);
        }
        catch (Exception e)
        {
            // What did not arrive is sent again with the next change of any ad.
            _ads.Clear();
            log.FiguresFailed(e, campaign.Value);
        }
        finally
        {
            _updating = false;
        }
    }

    private async Task ConsiderAsync(CampaignFigures figures)
    {
        _considering = true;
        try
        {
            _optimizer ??= grains.GetGrain<IOptimizerGrain>(campaign.Value);
            await _optimizer.Consider(figures);
        }
        catch (Exception e)
        {
            log.FiguresFailed(e, campaign.Value);
        }
        finally
        {
            _considering = false;
        }
    }
}
