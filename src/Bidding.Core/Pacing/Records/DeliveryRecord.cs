using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Pacing.Records;

/// <summary>
/// A campaign's last days by quarters of an hour: what forecasts are made of, and what a day is replayed from. Keeps the present day of UTC and the seven before it, so that
/// the same hour of last week is always there; older ones fall out. What is over lies packed, some 13 bytes a quarter: at most 10 KB for a campaign that serves around the
/// clock, nothing of days without an opportunity. For one thread at a time.
/// </summary>
public sealed class DeliveryRecord
{
    /// <summary>Days of UTC kept, the present one included.</summary>
    public const int DaysKept = 8;
    internal const int QuartersPerDay = 96;

    private readonly List<(long Day, byte[] Packed)> _closed = [];
    private byte[] _today = [];
    private long _lastPacked;
    private QuarterTally _current;

    /// <summary>Rises with everything that is seen: what was written at this revision need not be written again.</summary>
    public long Revision { get; private set; }

    /// <summary>The last day that is over and kept; 0: none. With another, <see cref="WriteClosed"/> says something else.</summary>
    public long LastClosedDay => _closed.Count == 0 ? 0 : _closed[^1].Day;

    /// <param name="seconds">Of serving, since the last call; at most some seconds.</param>
    /// <param name="participation">In force meanwhile, as is <paramref name="multiplier"/>.</param>
    public void See(Instant at, double seconds, long opportunities, double participation, double multiplier, long bids, Money placed)
    {
        if (seconds <= 0 && opportunities <= 0 && bids <= 0)
        {
            return;
        }

        Follow(at);
        _current.ServedSeconds += Math.Max(0, seconds);
        _current.Opportunities += Math.Max(0, opportunities);
        var entered = Math.Max(0, opportunities) * Math.Clamp(participation, 0, 1);
        _current.Entered += entered;
        _current.Multipliers += entered * multiplier;
        _current.Bids += Math.Max(0, bids);
        _current.Placed += Math.Max(0, placed.Nanos);
        Revision += opportunities > 0 || bids > 0 ? 1 : 0;
    }

    public void SeeWin(Instant at, Money price)
    {
        Follow(at);
        var log = Math.Log(Math.Max(1, price.Nanos));
        _current.Wins++;
        _current.Cost += price.Nanos;
        _current.LogPrices += log;
        _current.SquaredLogPrices += log * log;
        Revision++;
    }

    /// <summary>A price told wrong was put right by so much.</summary>
    public void Correct(Instant at, Money by)
    {
        Follow(at);
        _current.Cost += by.Nanos;
        Revision++;
    }

    /// <summary>Quarters from one number up to below another, in order; those in which nothing was seen are missing.</summary>
    public List<DeliveryQuarter> Read(long from = long.MinValue, long to = long.MaxValue)
    {
        var quarters = new List<DeliveryQuarter>();
        foreach (var (day, packed) in _closed)
        {
            if (day * QuartersPerDay < to && (day + 1) * QuartersPerDay > from)
            {
                quarters.AddRange(DeliveryCodec.Unpack(packed).Select(tally => tally.Read()));
            }
        }

        quarters.AddRange(DeliveryCodec.Unpack(WriteOpen()).Select(tally => tally.Read()));
        quarters.RemoveAll(quarter => quarter.Number < from || quarter.Number >= to);
        return quarters;
    }

    /// <summary>The present day as bytes, for <see cref="RestoreOpen"/>.</summary>
    internal byte[] WriteOpen() => _current.Number == 0 ? _today : [.. _today, .. DeliveryCodec.Pack(_current, _lastPacked)];

    /// <summary>The days that are over as bytes, sealed; they change once a day.</summary>
    public byte[] WriteClosed() => DeliveryCodec.WriteDays(_closed);

    /// <summary>Takes back what was written. Throws <see cref="InvalidDataException"/> where the bytes are damaged or of another format, and then changes nothing.</summary>
    public void RestoreClosed(byte[] bytes)
    {
        var days = DeliveryCodec.ReadDays(bytes);
        _closed.Clear();
        _closed.AddRange(days);
    }

    /// <inheritdoc cref="RestoreClosed"/>
    /// <remarks>What was seen before the call came after what is taken back, and is counted on top of it.</remarks>
    internal void RestoreOpen(byte[] bytes)
    {
        var quarters = DeliveryCodec.Unpack(bytes);
        var seen = DeliveryCodec.Unpack(WriteOpen());
        (_today, _lastPacked, _current) = ([], 0, default);

        // The day may have been over before its notes were written anew, and be among the days that are.
        if (quarters.Count > 0 && !_closed.Exists(closed => closed.Day >= Day(quarters[0].Number)))
        {
            _lastPacked = quarters.Count > 1 ? quarters[^2].Number : 0;
            _today = DeliveryCodec.Pack(quarters[..^1]);
            _current = quarters[^1];
        }

        foreach (var quarter in seen)
        {
            Follow(quarter.Number);
            _current.Add(quarter);
        }
    }

    private void Follow(Instant at) => Follow(DeliveryQuarter.NumberAt(at));

    // The quarter of an hour at hand becomes one with this number.
    private void Follow(long number)
    {
        // A clock set back counts into the quarter at hand.
        number = Math.Max(number, _current.Number);
        if (number == _current.Number)
        {
            return;
        }

        if (_current.Number != 0)
        {
            _today = WriteOpen();
            _lastPacked = _current.Number;
            if (Day(number) != Day(_current.Number))
            {
                Close(Day(_current.Number), Day(number));
            }
        }

        _current = new() { Number = number };
    }

    private void Close(long day, long today)
    {
        if (DeliveryCodec.Unpack(_today).Exists(quarter => quarter.Opportunities > 0 || quarter.Wins > 0))
        {
            _closed.Add((day, _today));
        }

        (_today, _lastPacked) = ([], 0);
        _closed.RemoveAll(closed => closed.Day <= today - DaysKept);
    }

    private static long Day(long number) => DeliveryQuarter.FloorDiv(number, QuartersPerDay);
}
