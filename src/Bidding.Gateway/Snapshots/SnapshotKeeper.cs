using Bidding.Contracts;
using Bidding.Core.Access;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Exchanges;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bidding.Gateway.Snapshots;

/// <summary>
/// Follows the catalog: told of each new version, and asking every second in case it was not told. Makes the next snapshot off the bid path and swaps one reference; readers
/// never wait. Any thread may read.
/// </summary>
public sealed class SnapshotKeeper : BackgroundService, ISnapshotSource, ICatalogObserver, IReadiness
{
    private const int PageSize = 1000;
    private const int ParallelMin = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How often the order of the ads is looked at, and how seldom all is built anew for it: that takes seconds of CPU with 100,000 campaigns.</summary>
    private static readonly TimeSpan OrderLookedAt = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OrderKept = TimeSpan.FromMinutes(10);

    /// <summary>A build in order leaves about 1.6. At 4.2, as a start may have it, a decision takes nearly twice as long.</summary>
    private const double DisorderMax = 3;
    private static readonly TimeSpan SubscriptionRenewal = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(5);

    private readonly IGrainFactory _grains;
    private readonly CatalogDirectory _directory;
    private readonly KeyRing _keys;
    private readonly LiveCampaigns _live;
    private readonly SnapshotBuilder _builder;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly SnapshotInstruments _instruments;
    private volatile CatalogSnapshot _current = CatalogSnapshot.Empty;
    private readonly TaskCompletionSource _firstRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _loaded;
    private readonly CatalogPreview? _preview;
    private long _version;
    private long _orderLookedAt;
    private long? _orderedAt;

    /// <param name="preview">Where there is one, it is taken first.</param>
    public SnapshotKeeper(
        IGrainFactory grains,
        CatalogDirectory directory,
        KeyRing keys,
        LiveCampaigns live,
        ExchangeRates rates,
        TimeProvider time,
        ILogger<SnapshotKeeper> log,
        CatalogPreview? preview = null)
    {
        _preview = preview;
        _grains = grains;
        _directory = directory;
        _keys = keys;
        _live = live;
        _builder = new(rates) { Live = live };
        _time = time;
        _log = log;
        _orderLookedAt = time.GetTimestamp();
        _instruments = new SnapshotInstruments(time);
    }

    /// <inheritdoc/>
    public CatalogSnapshot Current => _current;

    /// <summary>Completes when there is a snapshot of the whole catalog.</summary>
    public Task FirstRead => _firstRead.Task;

    public string Name => "snapshot";

    public string Missing => _loaded ? "" : "the catalog has not been read yet";

    /// <summary>The catalog has a new version: read it now. Called by the catalog.</summary>
    public Task Changed(long catalogVersion)
    {
        if (catalogVersion > Volatile.Read(ref _version))
        {
            Wake();
        }

        return Task.CompletedTask;
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var self = _grains.CreateObjectReference<ICatalogObserver>(this);
        long? subscribedAt = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (subscribedAt is not { } since || _time.GetElapsedTime(since) > SubscriptionRenewal)
                {
                    await Catalog.Subscribe(self).WaitAsync(CallDeadline, _time, stoppingToken);
                    subscribedAt = _time.GetTimestamp();
                }

                await ReadChangesAsync(stoppingToken);
                await KeepInOrderAsync();
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // Bidding goes on with the last picture; its age is a metric and this loop asks again.
                _log.CatalogSilent(e);
                subscribedAt = null;
            }

            // Until told of a change, or the next poll.
            await _wake.WaitAsync(Poll, stoppingToken);
        }
    }

    private async Task ReadChangesAsync(CancellationToken cancel)
    {
        if (!_loaded && _preview is not null)
        {
            Put(await _preview.TakeAsync().WaitAsync(cancel));
        }

        var page = Catalog.Changes(_version, PageSize);
        while (true)
        {
            var entries = await page.WaitAsync(CallDeadline, _time, cancel);
            if (entries.Length == PageSize)
            {
                // Read while this one is parsed.
                page = Catalog.Changes(entries[^1].CatalogVersion, PageSize);
            }

            Put(entries);
            if (entries.Length < PageSize)
            {
                break;
            }
        }

        // Also where an earlier call came to an end before all was read.
        if (!_loaded || _version != _current.Version)
        {
            Build();
        }

        if (!_loaded)
        {
            // What reading the whole catalog left behind is as much as what is kept. Nobody is served yet, so nobody waits for this pause, and none later is so long.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        _loaded = true;
        _firstRead.TrySetResult();
        _instruments.Checked();
    }

    private ICatalogGrain Catalog => _grains.GetGrain<ICatalogGrain>(0);

    private void Build(bool anew = false)
    {
        var started = _time.GetTimestamp();
        var snapshot = _builder.Next(_version, anew);
        // Valued before it is bid from, so that no request does it.
        _live.Prepare(snapshot);
        _current = snapshot;
        SnapshotInstruments.Built(_version, _time.GetElapsedTime(started));
    }

    private void Put(IReadOnlyList<CatalogPage> pages)
    {
        foreach (var page in pages)
        {
            foreach (var resource in page.Resources)
            {
                Put(resource);
            }

            Volatile.Write(ref _version, Math.Max(_version, page.CatalogVersion));
        }
    }

    /// <summary>What campaigns are worth is learned while they bid, so after a start, and now and then later, the ads no longer lie by falling worth.</summary>
    private async Task KeepInOrderAsync()
    {
        if (_time.GetElapsedTime(_orderLookedAt) < OrderLookedAt || (_orderedAt is { } orderedAt && _time.GetElapsedTime(orderedAt) < OrderKept))
        {
            return;
        }

        _orderLookedAt = _time.GetTimestamp();
        if (_live.Disorder() > DisorderMax)
        {
            await GentleThread.RunAsync("snapshot", () => Build(anew: true));
            _orderedAt = _time.GetTimestamp();
        }
    }

    /// <summary>Parses on all cores, which is most of a start's work, and takes what came of it in the catalog's order.</summary>
    private void Put(CatalogEntry[] entries)
    {
        var parsed = new object?[entries.Length];
        if (entries.Length >= ParallelMin)
        {
            Parallel.For(0, entries.Length, i => parsed[i] = Parse(entries[i]));
        }
        else
        {
            for (var i = 0; i < entries.Length; i++)
            {
                parsed[i] = Parse(entries[i]);
            }
        }

        for (var i = 0; i < entries.Length; i++)
        {
            Put(parsed[i]);
            Volatile.Write(ref _version, entries[i].CatalogVersion);
        }
    }

    /// <summary>Null when it cannot be read. Any thread.</summary>
    private object? Parse(CatalogEntry entry)
    {
        try
        {
            var resource = CatalogParsing.Parse(entry.Kind, entry.Number, entry.Version, entry.Body);
            if (resource is null)
            {
                _log.UnknownKind((int)entry.Kind, entry.Id);
            }

            return resource;
        }
        catch (FormatException e)
        {
            // Written by a newer version, perhaps: one resource that cannot be read must not keep all others from changing.
            _log.UnreadableEntry(e, entry.Kind, entry.Id);
            return null;
        }
    }

    private void Put(object? resource)
    {
        switch (resource)
        {
            case Advertiser advertiser:
                _builder.Put(advertiser);
                break;
            case Campaign campaign:
                _directory.Put(campaign);
                _builder.Put(campaign);
                break;
            case Ad ad:
                _directory.Put(ad);
                _builder.Put(ad);
                break;
            case Exchange exchange:
                _directory.Put(exchange);
                _builder.Put(exchange);
                break;
            case PacingRules rules:
                _builder.Put(rules);
                break;
            case ApiKey key:
                _keys.Put(key);
                break;
            default:
                break;
        }
    }

    private void Wake()
    {
        lock (_wake)
        {
            // One waking reads all that is new.
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }
}
