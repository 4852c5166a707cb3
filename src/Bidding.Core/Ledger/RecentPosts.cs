using Bidding.Core.Amounts;

namespace Bidding.Core.Ledger;

/// <summary>
/// Media cost posted within the last minutes of a stream, by the minute in which it was accepted: what a limit per hour is held against after a restart. Keeps two hours before
/// the newest minute. Belongs to books, and is a fold of entries as they are. For one thread at a time.
/// </summary>
public sealed class RecentPosts
{
    /// <summary>An hour of any zone, and one before it for clocks that differ.</summary>
    private const int MinutesKept = 120;
    private const long MinuteMs = 60_000;
    private readonly SortedDictionary<long, Money> _minutes = [];

    /// <summary>Posted from the minute of an instant on, Unix milliseconds.</summary>
    public Money Since(long atMs)
    {
        var sum = Money.Zero;
        foreach (var (minute, amount) in _minutes)
        {
            sum += minute >= atMs / MinuteMs ? amount : Money.Zero;
        }

        return sum;
    }

    /// <param name="amount">Negative where a correction gave money back.</param>
    internal void Add(long atMs, Money amount)
    {
        var minute = atMs / MinuteMs;
        var isNew = !_minutes.TryGetValue(minute, out var known);
        _minutes[minute] = known + amount;
        if (isNew)
        {
            var oldest = _minutes.Keys.Max() - MinutesKept;
            foreach (var old in _minutes.Keys.Where(kept => kept <= oldest).ToArray())
            {
                _minutes.Remove(old);
            }
        }
    }

    internal void Write(BinaryWriter writer)
    {
        writer.Write(_minutes.Count);
        foreach (var (minute, amount) in _minutes)
        {
            writer.Write(minute);
            writer.Write(amount.Nanos);
        }
    }

    internal void Read(BinaryReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            _minutes[reader.ReadInt64()] = new(reader.ReadInt64());
        }
    }
}
