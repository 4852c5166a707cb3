using System.Collections.Concurrent;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Demo;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Bidding.Simulator.Market;
using Bidding.Simulator.Traffic;
using static Bidding.Protocol.V1.NoticeResult.Types;
using Notice = Bidding.Protocol.V1.Notice;

namespace Bidding.LoadTest.Chaos.Traffic;

/// <summary>
/// An exchange that sends bid requests to all nodes in turn, at a steady rate, and to another node where one does not answer; and that reports what it won, was shown and was clicked, each at
/// another node than the last, again and again until it is acknowledged. It remembers every acknowledged event.
/// </summary>
internal sealed class ChaosTraffic : IAsyncDisposable
{
    private const double ClickShare = 0.2;
    private const int InFlightMax = 20_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>A notice is repeated after this, and each time after twice as long: one machine cannot be the crowd of a large exchange's senders, and these back off too.</summary>
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan RepeatAfterMost = TimeSpan.FromSeconds(2);
    private readonly Door[] _doors;
    private readonly int _rate;
    private readonly RequestMaker _requests;
    private readonly Random _random;
    private readonly CompetingPrices _market;
    private readonly CancellationTokenSource _end = new();
    private readonly CancellationTokenSource _giveUp = new();
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private readonly Lock _marketTurn = new();
    private readonly Task _sending;
    private int _inFlight;
    private int _turn;

    private ChaosTraffic(IReadOnlyList<Uri> nodes, int rate, int seed)
    {
        (_rate, _requests, _random) = (rate, new(seed), new(seed));
        _market = new(_random);
        _doors = [.. nodes.Select(node => new Door(node))];
        _sending = Task.Run(SendAsync);
    }

    public Timeline Timeline { get; } = new();

    public Acknowledged Acknowledged { get; } = new();

    /// <summary>Notices that a node refused for good, and why: there should be none.</summary>
    public IReadOnlyDictionary<string, int> Refusals => _refusals;

    /// <summary>Since the start.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_started);

    /// <param name="nodes">Where they take gRPC.</param>
    /// <param name="rate">Bid requests a second.</param>
    public static ChaosTraffic Start(IReadOnlyList<Uri> nodes, int rate, int seed) => new(nodes, rate, seed);

    /// <summary>Sends no more bid requests, and returns when every notice was acknowledged, at most after <paramref name="patience"/>. Answers how many never were.</summary>
    public async Task<int> StopAsync(TimeSpan patience, CancellationToken cancel)
    {
        await _end.CancelAsync();
        await _sending;
        var until = Now + patience;
        while (Volatile.Read(ref _inFlight) > 0 && Now < until)
        {
            await Task.Delay(Tick, cancel);
        }

        var left = Volatile.Read(ref _inFlight);
        await _giveUp.CancelAsync();
        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _giveUp.CancelAsync();
        await _sending;
        foreach (var door in _doors)
        {
            door.Dispose();
        }
    }

    private async Task SendAsync()
    {
        using var ticks = new PeriodicTimer(Tick);
        for (var sent = 0L; !_end.IsCancellationRequested; await ticks.WaitForNextTickAsync())
        {
            for (var due = (long)(Now.TotalSeconds * _rate); sent < due; sent++)
            {
                var request = _requests.Next();
                Interlocked.Increment(ref _inFlight);
                _ = FollowAsync(request);
            }
        }
    }

    private async Task FollowAsync(BidRequest request)
    {
        try
        {
            var at = Now;
            var answer = Volatile.Read(ref _inFlight) > InFlightMax ? null : await AskAsync(request);
            Timeline.Add(new Timeline.Asked(at, answer is not null, answer is { Seatbid.Count: > 0 }));
            if (answer is not null && !request.Test)
            {
                foreach (var bid in answer.Seatbid.SelectMany(seat => seat.Bid))
                {
                    await ReportAsync(bid, request);
                }
            }
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task<BidResponse?> AskAsync(BidRequest request)
    {
        foreach (var door in InTurn())
        {
            if (await door.TryBidAsync(request) is { } answer)
            {
                return answer;
            }
        }

        return null;
    }

    private async Task ReportAsync(BidResponse.Types.Bid bid, BidRequest request)
    {
        if (!BidId.TryParse(bid.Id, out var id) || !CpmPrice.TryFromDouble(bid.Price, out var price))
        {
            Refuse($"a bid with id '{bid.Id}' and price {bid.Price}");
            return;
        }

        if (Auctioned(price, request) is not { } clearing)
        {
            await TellAsync(id, EntryKind.Release, new() { Kind = Notice.Types.Kind.Loss, Token = Macros.TokenOf(bid.Lurl), LossReason = 102 });
            return;
        }

        var paid = clearing.ToString();
        await TellAsync(id, EntryKind.Post, new() { Kind = Notice.Types.Kind.Billing, Token = Macros.TokenOf(bid.Burl), ClearingPrice = paid });
        if (Browser.FindImpressionUrl(bid.Adm) is { } shown)
        {
            await TellAsync(id, EntryKind.Impression, new() { Kind = Notice.Types.Kind.Impression, Token = Macros.TokenOf(shown), ClearingPrice = paid });
            if (Chance() < ClickShare && Browser.FindClickUrl(bid.Adm) is { } clicked)
            {
                await TellAsync(id, EntryKind.Click, new() { Kind = Notice.Types.Kind.Click, Token = Macros.TokenOf(clicked) });
            }
        }
    }

    private async Task TellAsync(BidId bid, EntryKind kind, Notice notice)
    {
        var at = Now;
        string? trouble = null;
        var pause = RepeatAfter;
        while (!_giveUp.IsCancellationRequested)
        {
            var result = await InTurn().OrderBy(door => door.IsSuspect).First().TellAsync(notice);
            if (result.Outcome is Outcome.Accepted or Outcome.Late or Outcome.Duplicate)
            {
                Acknowledged.Add(new(bid, kind));
                Timeline.Add(new Timeline.Told(at, Now - at, trouble));
                return;
            }

            if (result.Outcome != Outcome.Unavailable)
            {
                Refuse($"{notice.Kind}: {result.Outcome} {result.Reason}");
                return;
            }

            trouble = result.Reason;
            await Task.Delay(pause);
            pause = pause * 2 < RepeatAfterMost ? pause * 2 : RepeatAfterMost;
        }

        Timeline.Add(new Timeline.Told(at, null, trouble));
    }

    private void Refuse(string why) => _refusals.AddOrUpdate(why, 1, static (_, count) => count + 1);

    private CpmPrice? Auctioned(CpmPrice price, BidRequest request)
    {
        lock (_marketTurn)
        {
            var result = Auction.Hold(request.At, price, CpmPrice.Zero, _market.Draw(SlotFormat.Banner));
            return result.Won ? result.ClearingPrice : null;
        }
    }

    private double Chance()
    {
        lock (_marketTurn)
        {
            return _random.NextDouble();
        }
    }

    /// <summary>Every node, another one first each time, those that failed lately last.</summary>
    private IEnumerable<Door> InTurn()
    {
        var first = (int)((uint)Interlocked.Increment(ref _turn) % (uint)_doors.Length);
        return Enumerable.Range(0, _doors.Length).Select(i => _doors[(first + i) % _doors.Length]).OrderBy(door => door.IsAvoided);
    }
}
