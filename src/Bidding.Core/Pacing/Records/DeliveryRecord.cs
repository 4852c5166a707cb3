using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Pacing.Records;

/// <summary>
/// A campaign's last days by quarters of an hour: what forecasts are made of, and what a day is replayed from. Keeps the present day of UTC and the seven before it, so that
/// the same hour of last week is always there; older ones fall out. Days that are over lie packed, some 12 bytes a quarter: at most 10 KB a campaign. Quarters in which
/// nothing was seen are not kept. For one thread at a time.
/// </summary>
public sealed class DeliveryRecord
{
    /// <summary>Days of UTC kept, the present one included.</summary>
    public const int DaysKept = 8;
    internal const int QuartersPerDay = 96;

    private readonly List<(long Day, byte[] Packed)> _closed = [];
    private readonly List<QuarterTally> _open = [];

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

        ref var quarter = ref Open(at);
        quarter.ServedSeconds += Math.Max(0, seconds);
        quarter.Opportunities += Math.Max(0, opportunities);
        var entered = Math.Max(0, opportunities) * Math.Clamp(participation, 0, 1);
        quarter.Entered += entered;
        quarter.Multipliers += entered * multiplier;
        quarter.Bids += Math.Max(0, bids);
        quarter.Placed = unchecked(quarter.Placed + Math.Max(0, placed.Nanos));
        Revision += opportunities > 0 || bids > 0 ? 1 : 0;
    }

    public void SeeWin(Instant at, Money price)
    {
        ref var quarter = ref Open(at);
        var log = Math.Log(Math.Max(1, price.Nanos));
        quarter.Wins++;
        quarter.Cost += price.Nanos;
        quarter.LogPrices += log;
        quarter.SquaredLogPrices += log * log;
        Revision++;
    }

    /// <summary>A price told wrong was put right by so much.</summary>
    public void Correct(Instant at, Money by)
    {
        Open(at).Cost += by.Nanos;
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

        quarters.AddRange(_open.Select(tally => tally.Read()));
        quarters.RemoveAll(quarter => quarter.Number < from || quarter.Number >= to);
        return quarters;
    }

    /// <summary>The present day as bytes, for <see cref="Restore"/>.</summary>
    internal byte[] WriteOpen() => DeliveryCodec.Pack(_open);

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
    internal void RestoreOpen(byte[] bytes)
    {
        var tallies = DeliveryCodec.Unpack(bytes);
        _open.Clear();
        _open.AddRange(tallies);

        // The day was over before it could be written among those that are.
        if (_open.Count > 0 && _closed.Exists(closed => closed.Day >= Day(_open[0].Number)))
        {
            _open.Clear();
        }
    }

    private ref QuarterTally Open(Instant at)
    {
        var number = DeliveryQuarter.NumberAt(at);
        if (_open.Count > 0)
        {
            // A clock set back counts into the quarter at hand.
            number = Math.Max(number, _open[^1].Number);
            if (Day(number) != Day(_open[^1].Number))
            {
                Close(Day(number));
            }
        }

        if (_open.Count == 0 || _open[^1].Number != number)
        {
            _open.Add(new() { Number = number });
        }

        return ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open)[^1];
    }

    private void Close(long today)
    {
        _closed.Add((Day(_open[0].Number), DeliveryCodec.Pack(_open)));
        _open.Clear();
        _closed.RemoveAll(closed => closed.Day <= today - DaysKept);
    }

    private static long Day(long number) => DeliveryQuarter.FloorDiv(number, QuartersPerDay);
}
