using Bidding.Grains.Campaigns;
using Microsoft.Extensions.Options;

namespace Bidding.Grains.Leases;

/// <summary>
/// Until when desks wait for their campaigns. Calls that begin close together share a deadline: thousands begin each second and nearly all end within milliseconds, so that a
/// timer for each costs more than what it guards. One per silo; any thread.
/// </summary>
public sealed class DeskDeadlines(IOptions<CampaignOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>A deadline is shared for this part of its length, and comes sooner by as much for the last who share it.</summary>
    private const int SharedPart = 16;

    private readonly TimeSpan _length = TimeSpan.FromMilliseconds(options.Value.DeskDeadlineMs);
    private volatile Deadline? _latest;

    /// <summary>Cancelled when a call that begins now is to have its answers.</summary>
    public CancellationToken Begin()
    {
        if (_latest is { } latest && time.GetElapsedTime(latest.BeganAt) < _length / SharedPart)
        {
            return latest.Token;
        }

        // Two threads at once make one each: both hold. One that was replaced ends by its own timer.
        var made = new Deadline(time.GetTimestamp(), new CancellationTokenSource(_length, time));
        _latest = made;
        return made.Token;
    }

    public void Dispose() => _latest?.Source.Dispose();

    private sealed record Deadline(long BeganAt, CancellationTokenSource Source)
    {
        public CancellationToken Token { get; } = Source.Token;
    }
}
