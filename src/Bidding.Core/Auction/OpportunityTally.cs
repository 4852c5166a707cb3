namespace Bidding.Core.Auction;

/// <summary>
/// How often each campaign was eligible, ever, by its permanent number: over a thousand counts a request, so the counters lie side by side and are not interlocked. A decision
/// rents a whole stripe of them and is its only writer meanwhile; the total is the sum over the stripes. Any thread may rent and read. Counters wrap around: take differences.
/// </summary>
internal sealed class OpportunityTally
{
    /// <summary>Ticks.</summary>
    private const long CountedIn = 2 * NodaTime.NodaConstants.TicksPerMillisecond;

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

    private static Stripe[] NewStripes() => [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount, 2, 64)).Select(place => new Stripe(place))];

    internal sealed class Stripe(int place)
    {
        private volatile uint[] _counts = [];
        private long _countedAt = long.MinValue;
        private int _since;
        private int _gap;

        public int Place => place;

        /// <summary>The renter's to count in.</summary>
        public Span<uint> Counts => _counts;

        /// <summary>
        /// How many requests this one stands for among campaigns that its auction passes over; 0: they are not counted. About one in <paramref name="every"/> is counted at
        /// random, and all when they come more slowly than one per <see cref="CountedIn"/>.
        /// </summary>
        /// <param name="nowTicks">Unix ticks.</param>
        /// <param name="draws">A copy: the decision's own draws are not touched.</param>
        public int Weigh(long nowTicks, int every, DrawSource draws)
        {
            _since++;
            if (_since < _gap && nowTicks >= _countedAt && nowTicks - _countedAt < CountedIn)
            {
                return 0;
            }

            // Gaps from 1 to 2 * every - 1 are every on average, and follow no rhythm that traffic could have too.
            var weight = _since;
            _gap = 1 + (int)(draws.NextUnit() * ((2 * every) - 1));
            _since = 0;
            _countedAt = nowTicks;
            return weight;
        }

        public uint Read(int number)
        {
            var counts = _counts;
            return number < counts.Length ? Volatile.Read(ref counts[number]) : 0;
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
