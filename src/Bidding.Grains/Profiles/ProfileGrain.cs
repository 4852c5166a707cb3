using Bidding.Contracts;
using Bidding.Core.Ledger;
using Bidding.Grains.Placement;

namespace Bidding.Grains.Profiles;

/// <summary>A user's impressions of the last month, newest first. Holds nothing that the ledger does not: it reads them from there whenever it starts.</summary>
[ShardPlacement]
public sealed class ProfileGrain(ILedgerReader ledger, TimeProvider time) : Grain, IProfileGrain
{
    /// <summary>More than any sensible cap counts.</summary>
    private const int ImpressionsMax = 500;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(31);

    private readonly LinkedList<ShownAd> _shown = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var since = (time.GetUtcNow() - Reach).ToUnixTimeMilliseconds();
        var impressions = await ledger.ReadUserImpressionsAsync(unchecked((ulong)this.GetPrimaryKeyLong()), since, ImpressionsMax, cancellationToken);
        foreach (var impression in impressions)
        {
            _shown.AddLast(new ShownAd(impression.Campaign.Value, impression.Ad.Value, impression.AtMs));
        }
    }

    public Task<UserProfile> Read()
    {
        var since = (time.GetUtcNow() - Reach).ToUnixTimeMilliseconds();
        while (_shown.Last is { } oldest && oldest.Value.AtMs < since)
        {
            _shown.RemoveLast();
        }

        return Task.FromResult(new UserProfile([.. _shown]));
    }

    public Task Shown(int campaign, int ad, long atMs)
    {
        // The first call starts the grain, which has read this very impression from the ledger already.
        var shown = new ShownAd(campaign, ad, atMs);
        if (_shown.Contains(shown))
        {
            return Task.CompletedTask;
        }

        _shown.AddFirst(shown);
        if (_shown.Count > ImpressionsMax)
        {
            _shown.RemoveLast();
        }

        return Task.CompletedTask;
    }
}
