using System.Numerics;
using System.Runtime.InteropServices;

namespace Bidding.Core.Auction;

/// <summary>
/// How often each campaign was eligible, ever, by its permanent number: dozens of counts a request, so the counters lie side by side and are not interlocked. A decision
/// rents a whole stripe of them and is its only writer meanwhile; the total is the sum over the stripes. Any thread may rent and read. Counters wrap around: take differences.
/// </summary>
internal sealed class OpportunityTally
{
    /// <summary>Ticks.</summary>
    private const long AllAfter = 20 * NodaTime.NodaConstants.TicksPerMillisecond;

    private readonly Stripe[] _all = NewStripes();
    private readonly Stripe?[] _free;

    public OpportunityTally() => _free = [.. _all];

    /// <summary>A stripe of one's own for all numbers below <paramref name="numbers"/>, to be returned; null when all are in use. Allocates only while it grows.</summary>
    public Stripe? Rent(int numbers)
    {
        var first = Thread.GetCurrentProcessorId();
        for (var i = 0; i < _free.Length; i++)
        {
            if (Interlocked.Exchange(ref _free[(first + i) % _free.Length], null) is { } stripe)
            {
                stripe.Grow(numbers);
                return stripe;
            }
        }

        return null;
    }

    public void Return(Stripe stripe) => Volatile.Write(ref _free[stripe.Place], stripe);

    public uint Total(int number)
    {
        var total = 0u;
        foreach (var stripe in _all)
        {
            total = unchecked(total + stripe.Read(number));
        }

        return total;
    }

    /// <summary>Totals of the numbers from <paramref name="first"/> on: many at a time cost little more than one.</summary>
    public void Read(int first, Span<uint> totals)
    {
        totals.Clear();
        foreach (var stripe in _all)
        {
            stripe.AddTo(first, totals);
        }
    }

    private static Stripe[] NewStripes() => [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 2, 64)).Select(place => new Stripe(place))];

    internal sealed class Stripe(int place)
    {
        private volatile uint[] _counts = [];
        private long _countedAt = long.MaxValue;

        public int Place => place;

        /// <summary>The renter's to count in.</summary>
        public Span<uint> Counts => _counts;

        /// <summary>
        /// What the request at hand counts of the campaigns that its auction passes over: one part in <paramref name="every"/>, drawn; and all when the last that did lies so far
        /// back that counting costs nothing which matters.
        /// </summary>
        /// <param name="nowTicks">Unix ticks.</param>
        /// <param name="draws">A copy: the decision's own draws are not touched.</param>
        public CountShare Share(long nowTicks, int every, DrawSource draws)
        {
            if (nowTicks >= _countedAt && nowTicks - _countedAt < AllAfter)
            {
                return new(every, (int)(draws.NextUnit() * every));
            }

            _countedAt = nowTicks;
            return CountShare.All;
        }

        public uint Read(int number)
        {
            var counts = _counts;
            return number < counts.Length ? Volatile.Read(ref counts[number]) : 0;
        }

        public void AddTo(int first, Span<uint> totals)
        {
            var counts = _counts;
            if (first >= counts.Length)
            {
                return;
            }

            var mine = MemoryMarshal.Cast<uint, Vector<uint>>(counts.AsSpan(first, Math.Min(totals.Length, counts.Length - first)));
            var sums = MemoryMarshal.Cast<uint, Vector<uint>>(totals);
            for (var i = 0; i < mine.Length; i++)
            {
                sums[i] += mine[i];
            }

            for (var i = mine.Length * Vector<uint>.Count; i < totals.Length && first + i < counts.Length; i++)
            {
                totals[i] = unchecked(totals[i] + counts[first + i]);
            }
        }

        public void Grow(int numbers)
        {
            if (_counts.Length < numbers)
            {
                var counts = _counts;
                Array.Resize(ref counts, Math.Max(numbers, counts.Length * 2));
                _counts = counts;
            }
        }
    }
}
