namespace Bidding.Core.Optimization;

/// <summary>
/// When a campaign's shares are worth another look: not more often than the interval, and only when the ads are others, a step was cut, or there is at least
/// two per cent more to go by. So a campaign that has run for long costs less and less. For one thread at a time.
/// </summary>
/// <param name="interval">The least time between two looks.</param>
public sealed class ReviewPlan(TimeSpan interval)
{
    private const double Growth = 1.02;
    private AdTrial[] _seen = [];
    private TimeSpan? _lookedAt;
    private bool _again;

    /// <param name="now">Of a monotonic clock.</param>
    public bool IsDue(ReadOnlySpan<AdTrial> ads, TimeSpan now) =>
        (_lookedAt is not { } last || now - last >= interval) && (_again || !SameAds(ads) || HasGrown(ads));

    /// <summary>A look was taken.</summary>
    /// <param name="again">There is more to do with the same figures: a step was cut, or the shift could not be recorded.</param>
    public void Looked(ReadOnlySpan<AdTrial> ads, TimeSpan now, bool again)
    {
        _seen = ads.ToArray();
        _lookedAt = now;
        _again = again;
    }

    private bool SameAds(ReadOnlySpan<AdTrial> ads)
    {
        if (ads.Length != _seen.Length)
        {
            return false;
        }

        for (var i = 0; i < ads.Length; i++)
        {
            if (ads[i].Counts.Ad != _seen[i].Counts.Ad || ads[i].IsActive != _seen[i].IsActive)
            {
                return false;
            }
        }

        return true;
    }

    private bool HasGrown(ReadOnlySpan<AdTrial> ads)
    {
        var (now, then) = (Sum(ads), Sum(_seen));
        return Grown(now.Impressions, then.Impressions) || Grown(now.Clicks, then.Clicks) || Grown(now.Results, then.Results);
    }

    private static bool Grown(long now, long then) => now > then && now >= then * Growth;

    private static (long Impressions, long Clicks, long Results) Sum(ReadOnlySpan<AdTrial> ads)
    {
        (long Impressions, long Clicks, long Results) sum = default;
        foreach (var ad in ads)
        {
            sum = (sum.Impressions + ad.Counts.Impressions, sum.Clicks + ad.Counts.Clicks, sum.Results + ad.Counts.Results);
        }

        return sum;
    }
}
