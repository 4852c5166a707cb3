using System.Collections.Concurrent;
using System.Globalization;
using Bidding.LoadTest.Nodes;
using Bidding.Protocol.V1;
using Bidding.SystemTests.Bids;
using Bidding.SystemTests.Crashes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.SystemTests.Cluster;

/// <summary>
/// An exchange that sends bids to whichever nodes say that they are ready, half of it as JSON and half as gRPC, never a failed bid twice; and that sends each bid's billing
/// notice to another node than made it, again and again until it is taken. Start it, break something, stop it, and look at what it saw.
/// </summary>
internal sealed class ClusterTraffic : IAsyncDisposable
{
    private const int Senders = 6, NoticesInFlight = 8, SilencesMax = 2, WarmUpNotices = 200;
    private static readonly TimeSpan BidEvery = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan CallDeadline = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NoticeDeadline = TimeSpan.FromSeconds(10);

    private readonly Door[] _doors;
    private readonly CancellationTokenSource _end = new();
    private readonly BlockingCollection<(Bidden Bid, int By)> _toBill = [];
    private readonly ConcurrentQueue<Fault> _faults = new();
    private readonly ConcurrentDictionary<string, (decimal Owed, int Count)> _billed = new();
    private readonly List<Task> _tasks = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private long _sent;
    private long _bids;
    private long _repeated;

    private ClusterTraffic(IEnumerable<ClusterNode> nodes) => _doors = [.. nodes.Select(node => new Door(node))];

    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Answers that were bids.</summary>
    public long Bids => Volatile.Read(ref _bids);

    /// <summary>Notices that were not taken at once.</summary>
    public long Repeated => Volatile.Read(ref _repeated);

    /// <summary>Bid requests without an answer that a caller can use.</summary>
    public IReadOnlyList<Fault> Faults => [.. _faults];

    /// <summary>What was acknowledged, by campaign.</summary>
    public IReadOnlyDictionary<string, (decimal Owed, int Count)> Billed => _billed;

    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_started);

    /// <summary>Once all of them are ready.</summary>
    public static async Task<ClusterTraffic> StartAsync(IEnumerable<ClusterNode> nodes)
    {
        var traffic = new ClusterTraffic(nodes);
        foreach (var door in traffic._doors)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    await door.LookAsync();
                    return door.IsReady;
                },
                ThreeNodes.Deadline,
                () => "every node is ready");
        }

        traffic._tasks.Add(Task.Run(traffic.LookAsync));
        traffic._tasks.AddRange(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => traffic.SendAsync(sender))));
        traffic._tasks.AddRange(Enumerable.Range(0, NoticesInFlight).Select(_ => Task.Run(traffic.BillAsync)));
        return traffic;
    }

    /// <summary>Some traffic that nothing is asked of: nodes that have just started compile their code with the first requests, and on two cores three of them take seconds for it.</summary>
    public static async Task WarmUpAsync(IEnumerable<ClusterNode> nodes)
    {
        await using var traffic = await StartAsync(nodes);
        await Eventually.TrueAsync(() => traffic.Billed.Values.Sum(billed => billed.Count) >= WarmUpNotices, ThreeNodes.Deadline, "the first bids are billed");
        await traffic.StopAsync();
    }

    /// <summary>Stops bids at once, and returns when every notice has been taken.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_tasks.Skip(1).Take(Senders));
        _toBill.CompleteAdding();
        await Task.WhenAll(_tasks);
    }

    public string Summary() => string.Create(CultureInfo.InvariantCulture, $"{Sent} sent, {Bids} bids, {_billed.Values.Sum(b => b.Count)} billed, {Repeated} notices repeated, {_faults.Count} faults: {string.Join(" | ", _faults.Take(5))}");

    public async ValueTask DisposeAsync()
    {
        if (!_end.IsCancellationRequested)
        {
            await _end.CancelAsync();
        }

        foreach (var door in _doors)
        {
            door.Dispose();
        }

        _end.Dispose();
    }

    private async Task LookAsync()
    {
        using var ticks = new PeriodicTimer(LookEvery);
        while (!_end.IsCancellationRequested || !_toBill.IsCompleted)
        {
            await Task.WhenAll(_doors.Select(door => door.LookAsync()));
            await ticks.WaitForNextTickAsync();
        }
    }

    private async Task SendAsync(int sender)
    {
        using var ticks = new PeriodicTimer(BidEvery);
        for (var i = sender; !_end.IsCancellationRequested; i++)
        {
            await ticks.WaitForNextTickAsync();
            var at = Now;
            if (FindReady(i) is not { } number)
            {
                _faults.Enqueue(new(at, 0, "no node is ready"));
                continue;
            }

            Interlocked.Increment(ref _sent);
            try
            {
                if (sender % 2 == 0)
                {
                    await AskJsonAsync(number);
                }
                else if ((await _doors[number].Bidder.BidAsync(DemoNode.Banner(), DemoNode.Demo, DateTime.UtcNow + CallDeadline)).Seatbid.Count > 0)
                {
                    Interlocked.Increment(ref _bids);
                }
            }
            catch (Exception e) when (e is HttpRequestException or RpcException or TaskCanceledException)
            {
                _faults.Enqueue(new(at, number + 1, $"{(sender % 2 == 0 ? "JSON" : "gRPC")}: {e.Message}"));
            }
        }
    }

    private async Task AskJsonAsync(int number)
    {
        if (await Bidden.AskAsync(_doors[number].Http) is { } bid)
        {
            Interlocked.Increment(ref _bids);
            _toBill.Add((bid, number));
        }
    }

    private async Task BillAsync()
    {
        foreach (var (bid, by) in _toBill.GetConsumingEnumerable())
        {
            // Counted on from the node that made the bid, so that another one takes the notice.
            for (var next = by + 1; !await TakesAsync(bid.BillingPath, next); next++)
            {
                Interlocked.Increment(ref _repeated);
            }

            _billed.AddOrUpdate(bid.Campaign, (bid.Owed, 1), (_, so) => (so.Owed + bid.Owed, so.Count + 1));
        }
    }

    private async Task<bool> TakesAsync(string path, int next)
    {
        try
        {
            using var answer = await _doors[FindReady(next) ?? 0].Slow.GetAsync(new Uri(path, UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                return true;
            }
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            // The node is gone: another takes it.
        }

        // The pace of a sender that repeats; nothing is waited for.
        await Task.Delay(LookEvery);
        return false;
    }

    private int? FindReady(int from)
    {
        for (var i = 0; i < _doors.Length; i++)
        {
            if (_doors[(from + i) % _doors.Length].IsReady)
            {
                return (from + i) % _doors.Length;
            }
        }

        return null;
    }

    /// <param name="At">Since the traffic's start, when the request was sent.</param>
    /// <param name="Node">Its number; 0: there was none.</param>
    internal sealed record Fault(TimeSpan At, int Node, string Message);

    private sealed class Door(ClusterNode node) : IDisposable
    {
        private readonly GrpcChannel _channel = GrpcChannel.ForAddress(node.GrpcAddress);
        private Bidder.BidderClient? _bidder;
        private volatile bool _isReady;
        private int _silent;

        public bool IsReady => _isReady;
        public Bidder.BidderClient Bidder => _bidder ??= new(_channel);
        public HttpClient Http { get; } = new() { BaseAddress = node.HttpAddress, Timeout = CallDeadline };
        public HttpClient Slow { get; } = new() { BaseAddress = node.HttpAddress, Timeout = NoticeDeadline };
        private HttpClient Health { get; } = new() { BaseAddress = node.HttpAddress, Timeout = TimeSpan.FromSeconds(1) };

        public async Task LookAsync()
        {
            try
            {
                using var answer = await Health.GetAsync(new Uri("/health/ready", UriKind.Relative));
                _isReady = answer.IsSuccessStatusCode;
                _silent = 0;
            }
            catch (TaskCanceledException) when (++_silent < SilencesMax)
            {
                // As balancers do: one answer that is late, on a machine this small, is no reason to leave a node.
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                _isReady = false;
            }
        }

        public void Dispose()
        {
            _channel.Dispose();
            Http.Dispose();
            Slow.Dispose();
            Health.Dispose();
        }
    }
}
