using System.Collections.Concurrent;
using Bidding.Contracts;
using Bidding.Core.Auction;
using Bidding.Core.Ledger;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Profiles;

/// <summary>
/// What this gateway knows of the users it bids for: who may have a profile at all, and the profiles it looked up lately. One lookup per request at most, none for a user
/// without a profile, none without a deadline. Any thread.
/// </summary>
public sealed class ProfileCache : BackgroundService, IUserProfiles
{
    /// <summary>Impressions older than this cap nobody: the longest window a cap may have.</summary>
    private static readonly TimeSpan Reach = TimeSpan.FromDays(31);

    /// <summary>Other gateways show ads to the same user: what was looked up is looked up again after this.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);
    private const int ImpressionsMax = 500;
    private const int ShownUnderWayMax = 2000;

    private readonly IGrainFactory _grains;
    private readonly ILedgerReader _ledger;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TimeSpan _deadline;
    private readonly int _generationMax;
    private readonly KnownUsers _known = new();
    private ConcurrentDictionary<ulong, Entry> _young = new();
    private ConcurrentDictionary<ulong, Entry> _old = new();
    private volatile bool _loaded;
    private int _shownUnderWay;

    public ProfileCache(IGrainFactory grains, ILedgerReader ledger, IOptions<GatewayOptions> options, TimeProvider time, ILogger<ProfileCache> log)
    {
        _grains = grains;
        _ledger = ledger;
        _time = time;
        _log = log;
        _deadline = TimeSpan.FromMilliseconds(options.Value.ProfileDeadlineMs);
        _generationMax = Math.Max(1, options.Value.ProfilesMax / 2);
    }

    /// <summary>Completes at once for users known here and for those without a profile.</summary>
    public ValueTask<ShownImpression[]?> ReadAsync(ulong userKey)
    {
        if (userKey == 0 || (_loaded && !_known.MayContain(userKey)))
        {
            return new([]);
        }

        return Find(userKey) is { } entry && _time.GetElapsedTime(entry.ReadAt) < Fresh ? new(entry.Shown) : LookUpAsync(userKey);
    }

    /// <summary>An impression was counted: told to the profile in the background, which itself reads the ledger whenever it starts anew.</summary>
    public void Shown(ulong userKey, ShownImpression impression)
    {
        _known.Add(userKey);
        if (Find(userKey) is { } entry)
        {
            Put(userKey, entry with { Shown = [impression, .. entry.Shown.Take(ImpressionsMax - 1)] });
        }

        if (Interlocked.Increment(ref _shownUnderWay) > ShownUnderWayMax)
        {
            // The ledger holds it, and the profile is read from there: only an active profile misses it.
            Interlocked.Decrement(ref _shownUnderWay);
            _log.ProfileBehind();
            return;
        }

        _ = TellAsync(userKey, impression);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            var since = (_time.GetUtcNow() - Reach).ToUnixTimeMilliseconds();
            await foreach (var key in _ledger.ReadUserKeysAsync(since, stoppingToken))
            {
                _known.Add(key);
            }

            _loaded = true;
        }
        catch (LedgerUnavailableException e)
        {
            // Until the next start every user may have a profile: correct, and slower.
            _log.UsersUnknown(e);
        }
    }

    private async ValueTask<ShownImpression[]?> LookUpAsync(ulong userKey)
    {
        var read = ReadProfileAsync(userKey);
        await ((Task)read).WaitAsync(_deadline, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // A lookup that is late fills the cache when it comes, for the user's next request.
        return read.IsCompletedSuccessfully ? await read.ConfigureAwait(false) : null;
    }

    private async Task<ShownImpression[]?> ReadProfileAsync(ulong userKey)
    {
        try
        {
            var profile = await _grains.GetGrain<IProfileGrain>(unchecked((long)userKey)).Read().ConfigureAwait(false);
            ShownImpression[] shown = [.. profile.Impressions.Select(ad => new ShownImpression(ad.Campaign, ad.Ad, ad.AtMs))];
            Put(userKey, new Entry(shown, _time.GetTimestamp()));
            return shown;
        }
        catch (Exception e)
        {
            _log.ProfileSilent(e);
            return null;
        }
    }

    private async Task TellAsync(ulong userKey, ShownImpression impression)
    {
        try
        {
            await _grains.GetGrain<IProfileGrain>(unchecked((long)userKey)).Shown(impression.Campaign, impression.Ad, impression.AtMs).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.ProfileSilent(e);
        }
        finally
        {
            Interlocked.Decrement(ref _shownUnderWay);
        }
    }

    private Entry? Find(ulong userKey) => _young.TryGetValue(userKey, out var entry) || _old.TryGetValue(userKey, out entry) ? entry : null;

    /// <summary>Two generations: when the young one is full it becomes the old one, and what was not used since is forgotten.</summary>
    private void Put(ulong userKey, Entry entry)
    {
        var young = _young;
        if (young.Count >= _generationMax && Interlocked.CompareExchange(ref _young, new(), young) == young)
        {
            _old = young;
        }

        _young[userKey] = entry;
    }

    private sealed record Entry(ShownImpression[] Shown, long ReadAt);
}
