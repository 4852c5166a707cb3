namespace Bidding.Core.Replay.Logs;

/// <summary>Takes a row and the time of the next, up to which its like auctions spread.</summary>
public delegate void RowTaker(in AuctionRow row, long untilMs);

/// <summary>Plays an auction log's rows in order, each with the time of the next; the last one's spread as far as the one before it did, within the day.</summary>
public static class LogPlayback
{
    public static void Play(AuctionLogReader log, RowTaker take)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(take);
        log.Read(out var row);
        var gap = 0L;
        while (log.Read(out var next))
        {
            take(row, next.TimeMs);
            gap = next.TimeMs - row.TimeMs;
            row = next;
        }

        take(row, Math.Min(row.TimeMs + gap, AuctionLogReader.DayMsMax - 1));
    }
}
