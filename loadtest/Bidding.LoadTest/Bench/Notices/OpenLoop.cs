using System.Threading.Channels;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>Win and billing notices of bids in the order in which an exchange would send them: the billing a fifth of a second after the win, as far as the rate goes.</summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <param name="lag">Bids won between a bid's win and its billing.</param>
    public static IEnumerable<(MadeBid Bid, bool IsBilling)> InOrder(IReadOnlyList<MadeBid> bids, int lag)
    {
        for (var i = 0; i < bids.Count + lag; i++)
        {
            if (i < bids.Count)
            {
                yield return (bids[i], false);
            }

            if (i >= lag)
            {
                yield return (bids[i - lag], true);
            }
        }
    }

    /// <summary>Hands each notice over at its time, whatever became of those before it.</summary>
    public static async Task SendAtRateAsync(IReadOnlyList<MadeBid> bids, int rate, ChannelWriter<SentNotice> sender, TimeProvider time, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(Tick, time);
        using var notices = InOrder(bids, rate / 10).GetEnumerator();
        var started = time.GetTimestamp();
        var sent = 0L;
        while (true)
        {
            var due = (long)(time.GetElapsedTime(started).TotalSeconds * rate);
            for (; sent < due; sent++)
            {
                if (!notices.MoveNext())
                {
                    sender.Complete();
                    return;
                }

                var (bid, isBilling) = notices.Current;
                await sender.WriteAsync(new(bid, isBilling, started + (sent * time.TimestampFrequency / rate)), cancel);
            }

            await timer.WaitForNextTickAsync(cancel);
        }
    }

    /// <summary>Hands over as many as the sender takes; each is due when it is handed over.</summary>
    public static async Task SendAllAsync(IReadOnlyList<MadeBid> bids, int lag, ChannelWriter<SentNotice> sender, TimeProvider time, CancellationToken cancel)
    {
        foreach (var (bid, isBilling) in InOrder(bids, lag))
        {
            await sender.WriteAsync(new(bid, isBilling, time.GetTimestamp()), cancel);
        }

        sender.Complete();
    }
}
