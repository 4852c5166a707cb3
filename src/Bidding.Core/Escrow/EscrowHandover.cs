using System.Text.Json;
using System.Text.Json.Serialization;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Escrow;

/// <summary>
/// What a graceful deactivation leaves to its successor: everything that is still out, with the time each part has left. The time between the two does not count,
/// so nothing expires that might not have. The detail of a <c>Handover</c> entry; amounts in nano-units, times in milliseconds.
/// </summary>
public static class EscrowHandover
{
    public static string Write(CampaignEscrow escrow, TimeSpan now)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        var state = new HandoverState
        {
            InheritedMedia = escrow.Inherited.Media.Nanos,
            InheritedPayout = escrow.Inherited.Payout.Nanos,
            InheritedLeftMs = Left(escrow.InheritedUntil, now),
        };
        foreach (var (id, window) in escrow.Open)
        {
            state.Windows.Add(new()
            {
                Takeover = id.Takeover,
                Counter = id.Counter,
                Gateway = window.Gateway,
                Day = window.Day.Number,
                Leased = window.Leased.Nanos,
                Bids = window.Bids,
                PayoutEach = window.PayoutEach.Nanos,
                EndLeftMs = Left(window.EndsAt, now),
                LeftMs = Left(window.Deadline, now),
                Settled = [.. window.SettledByExchange.Select(s => new HeldState(s.Exchange.Value, s.Settled.Media.Nanos, s.Settled.Payout.Nanos, 0))],
            });
        }

        foreach (var bucket in escrow.Buckets)
        {
            state.Buckets.Add(new()
            {
                Takeover = bucket.Takeover,
                Day = bucket.Day.Number,
                Counters = [.. bucket.Counters.Order()],
                Parts = [.. bucket.Parts.Select(p => new HeldState(p.Exchange.Value, p.Held.Media.Nanos, p.Held.Payout.Nanos, Left(p.Deadline, now)))],
            });
        }

        return JsonSerializer.Serialize(state, HandoverJsonContext.Default.HandoverState);
    }

    /// <summary>Puts all of it into a new, empty escrow whose clock stands at zero. Throws <see cref="JsonException"/> on foreign text.</summary>
    public static void Restore(CampaignEscrow escrow, string json)
    {
        ArgumentNullException.ThrowIfNull(escrow);
        var state = JsonSerializer.Deserialize(json, HandoverJsonContext.Default.HandoverState) ?? throw new JsonException("Handover without state.");
        escrow.Inherit(new(new(state.InheritedMedia), new(state.InheritedPayout)), TimeSpan.FromMilliseconds(state.InheritedLeftMs));
        foreach (var row in state.Windows)
        {
            var window = new OpenWindow
            {
                Gateway = row.Gateway,
                Day = new(row.Day),
                Leased = new(row.Leased),
                Bids = row.Bids,
                PayoutEach = new(row.PayoutEach),
                OpenedAt = RestoredSecond,
                EndsAt = TimeSpan.FromMilliseconds(row.EndLeftMs),
                Deadline = TimeSpan.FromMilliseconds(row.LeftMs),
            };
            foreach (var settled in row.Settled)
            {
                window.Settle(new(settled.Exchange), new(new(settled.Media), new(settled.Payout)));
            }

            escrow.Restore(new WindowId(row.Takeover, row.Counter), window);
        }

        for (var i = 0; i < state.Buckets.Count; i++)
        {
            var row = state.Buckets[i];

            // Seconds before the new clock's zero, one each, so that restored buckets stay apart from one another and from new ones.
            var bucket = new ReportedBucket { Takeover = row.Takeover, Day = new(row.Day), OpenedSecond = -2 - i };
            row.Counters.ForEach(bucket.Join);
            row.Parts.ForEach(p => bucket.Add(new(new(p.Exchange), new(new(p.Media), new(p.Payout)), TimeSpan.FromMilliseconds(p.LeftMs))));
            escrow.Restore(bucket);
        }
    }

    private static readonly TimeSpan RestoredSecond = TimeSpan.FromSeconds(-1);

    private static long Left(TimeSpan until, TimeSpan now) => (long)Math.Ceiling((until - now).TotalMilliseconds);
}

internal sealed class HandoverState
{
    public long InheritedMedia { get; set; }
    public long InheritedPayout { get; set; }
    public long InheritedLeftMs { get; set; }
    public List<WindowState> Windows { get; set; } = [];
    public List<BucketState> Buckets { get; set; } = [];
}

internal sealed class WindowState
{
    public int Takeover { get; set; }
    public int Counter { get; set; }
    public long Gateway { get; set; }
    public int Day { get; set; }
    public long Leased { get; set; }
    public int Bids { get; set; }
    public long PayoutEach { get; set; }
    public long EndLeftMs { get; set; }
    public long LeftMs { get; set; }
    public List<HeldState> Settled { get; set; } = [];
}

internal sealed class BucketState
{
    public int Takeover { get; set; }
    public int Day { get; set; }
    public List<int> Counters { get; set; } = [];
    public List<HeldState> Parts { get; set; } = [];
}

internal sealed record HeldState(int Exchange, long Media, long Payout, long LeftMs);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HandoverState))]
internal sealed partial class HandoverJsonContext : JsonSerializerContext;
