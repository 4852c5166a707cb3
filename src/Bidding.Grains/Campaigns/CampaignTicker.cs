namespace Bidding.Grains.Campaigns;

/// <summary>
/// Ticks the campaigns of a silo about once a second each, spread evenly over the second: a timer of a campaign's own costs the silo a message per tick, and the campaigns that
/// woke together, which after a start are all, would fire together. Safe for use from any thread.
/// </summary>
public sealed class CampaignTicker : IDisposable
{
    /// <summary>Parts of a second, so that what bids wait for is a part's ticks and no more.</summary>
    private const int Parts = 50;

    /// <summary>A campaign at rest, whose expiry clock need not run, is ticked only to keep its figures fresh.</summary>
    private const int SecondsAtRest = 10;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly List<Ticking>[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new List<Ticking>())];
    private readonly ITimer _timer;
    private int _running;
    private int _part;
    private int _next;

    public CampaignTicker(TimeProvider time) => _timer = time.CreateTimer(static state => ((CampaignTicker)state!).TickPart(), this, Period / Parts, Period / Parts);

    /// <summary>To be called on the campaign's scheduler, which its ticks will run on, never two at a time. They end when the result is disposed.</summary>
    public Ticking Add(Action tick)
    {
        var ticking = new Ticking(this, tick, TaskScheduler.Current);
        lock (_gate)
        {
            ticking.Part = _next;
            _next = (_next + 1) % Parts;
            _parts[ticking.Part].Add(ticking);
        }

        return ticking;
    }

    public void Dispose() => _timer.Dispose();

    private void TickPart()
    {
        // Timers overlap when the machine is late: the next one catches nothing up, a campaign's tick asks the clock.
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            return;
        }

        lock (_gate)
        {
            _part = (_part + 1) % Parts;
            foreach (var ticking in _parts[_part])
            {
                ticking.Post();
            }
        }

        Volatile.Write(ref _running, 0);
    }

    private void Remove(Ticking ticking)
    {
        lock (_gate)
        {
            _parts[ticking.Part].Remove(ticking);
        }
    }

    /// <summary>One campaign's ticks. Its campaign's alone.</summary>
    public sealed class Ticking(CampaignTicker ticker, Action tick, TaskScheduler scheduler) : IDisposable
    {
        private volatile bool _atRest;
        private volatile bool _ended;
        private int _posted;
        private int _skipped;

        internal int Part { get; set; }

        /// <summary>Until it is set to false, ticks come a tenth as often.</summary>
        public bool AtRest
        {
            get => _atRest;
            set => _atRest = value;
        }

        public void Dispose()
        {
            _ended = true;
            ticker.Remove(this);
        }

        internal void Post()
        {
            if (_atRest && ++_skipped < SecondsAtRest)
            {
                return;
            }

            _skipped = 0;
            if (Interlocked.Exchange(ref _posted, 1) == 0)
            {
                _ = Task.Factory.StartNew(static state => ((Ticking)state!).Run(), this, CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
            }
        }

        private void Run()
        {
            Volatile.Write(ref _posted, 0);
            if (!_ended)
            {
                tick();
            }
        }
    }
}
