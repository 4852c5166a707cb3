namespace Bidding.Core.Pacing.Forecasts;

/// <summary>
/// What one opportunity is expected to cost at a given bid multiplier, learned from what a campaign sees. A won auction tells its critical multiplier: the price paid over
/// the value, below which the bid would have lost. An auction entered at multiplier m tells about every critical multiplier below m whether it was there, and nothing about
/// those above (it is censored there), so the mean cost per opportunity in a bin is what was paid in it over the opportunities entered above it: the estimate of a density
/// under known censoring points, which needs no product-limit correction since entering does not depend on the outcome (Kaplan and Meier 1958, section 2, "reduced sample").
/// Bins of a logarithmic grid; a bin borrows from the one below until enough was seen. Costs in nano-units. For one thread at a time; nothing allocates after construction.
/// </summary>
public sealed class SpendCurve
{
    public const int BinsPerOctave = 8;
    private const int Octaves = 24;
    internal const int Bins = BinsPerOctave * Octaves;

    // So many opportunities seen in a bin weigh as much as its lower neighbour's word.
    private const double BorrowedWeight = 25;

    // What is not seen above the highest multiplier tried is believed to go on, fading by this a bin: the tail of any price distribution falls.
    private const double UnseenFade = 0.94;

    private readonly double[] _paid = new double[Bins];
    private readonly double[] _entered = new double[Bins + 1];
    private readonly double[] _cost = new double[Bins + 1];
    private double _origin = double.NaN;
    private bool _stale = true;

    /// <summary>Opportunities entered, as far as they are still remembered.</summary>
    public double Entered { get; private set; }

    /// <summary>Auctions won, as far as they are still remembered.</summary>
    public double Won { get; private set; }

    /// <summary>The largest critical multiplier seen; 0 before any.</summary>
    public double Top { get; private set; }

    public bool IsEmpty => double.IsNaN(_origin);

    /// <summary>The largest multiplier with which at least <paramref name="opportunities"/> were entered; 0: none.</summary>
    public double TriedUpTo(double opportunities)
    {
        var sum = 0.0;
        for (var i = Bins; i >= 0; i--)
        {
            sum += _entered[i];
            if (sum >= opportunities)
            {
                return i == Bins ? double.PositiveInfinity : Edge(i);
            }
        }

        return 0;
    }

    /// <param name="critical">Price over value of the auction won, in multiples of the value. Positive.</param>
    /// <param name="price">What was paid, nano-units.</param>
    public void SeeWin(double critical, double price, double weight = 1)
    {
        if (!(critical > 0) || !double.IsFinite(critical))
        {
            return;
        }

        if (IsEmpty)
        {
            // The first price seen is in the middle of the grid: twelve octaves to either side.
            _origin = Math.Log2(critical) - (Octaves / 2);
        }

        _paid[Bin(Position(critical))] += price * weight;
        Won += weight;
        Top = Math.Max(Top, critical);
        _stale = true;
    }

    /// <summary>So many opportunities were entered with this multiplier; infinity where their prices were told whatever the bid.</summary>
    public void SeeEntered(double multiplier, double opportunities)
    {
        if (!(opportunities > 0) || !(multiplier > 0))
        {
            return;
        }

        // Before the first price the grid has no place: these count as entered with any multiplier, which a few of them may.
        var index = IsEmpty || double.IsPositiveInfinity(multiplier) ? Bins : Math.Clamp((int)Position(multiplier), 0, Bins);
        _entered[index] += opportunities;
        Entered += opportunities;
        _stale = true;
    }

    /// <summary>Writes what was seen, bins of nothing left out; some half a kilobyte.</summary>
    public void Write(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_origin);
        writer.Write(Entered);
        writer.Write(Won);
        writer.Write(Top);
        for (var i = 0; i <= Bins; i++)
        {
            var paid = i < Bins ? _paid[i] : 0;
            if (paid > 0 || _entered[i] > 0)
            {
                writer.Write((byte)i);
                writer.Write((float)paid);
                writer.Write((float)_entered[i]);
            }
        }

        writer.Write(byte.MaxValue);
    }

    /// <summary>Reads what <see cref="Write"/> wrote. Throws <see cref="InvalidDataException"/> on anything else.</summary>
    public static SpendCurve Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var curve = new SpendCurve { _origin = reader.ReadDouble(), Entered = Amount(reader.ReadDouble()), Won = Amount(reader.ReadDouble()), Top = Amount(reader.ReadDouble()) };
        for (var i = reader.ReadByte(); i != byte.MaxValue; i = reader.ReadByte())
        {
            var (paid, entered) = (Amount(reader.ReadSingle()), Amount(reader.ReadSingle()));
            if (i > Bins || double.IsInfinity(curve._origin))
            {
                throw new InvalidDataException("A curve of another grid.");
            }

            curve._entered[i] = entered;
            if (i < Bins)
            {
                curve._paid[i] = paid;
            }
        }

        return curve;
    }

    private static double Amount(double value) => double.IsFinite(value) && value >= 0 ? value : throw new InvalidDataException("An amount that is none.");

    /// <summary>Forgets a part of all: what was seen weighs <paramref name="kept"/> times as much.</summary>
    public void Fade(double kept)
    {
        for (var i = 0; i < Bins; i++)
        {
            _paid[i] *= kept;
            _entered[i] *= kept;
        }

        _entered[Bins] *= kept;
        Entered *= kept;
        Won *= kept;
        _stale = true;
    }

    /// <summary>Adds what another curve has seen, its prices scaled: for joining the hours of a day into one curve.</summary>
    /// <param name="critical">Its critical multipliers become so many times as large.</param>
    /// <param name="price">Its prices become so many times as large.</param>
    public void Join(SpendCurve other, double critical, double price)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.IsEmpty)
        {
            return;
        }

        if (IsEmpty)
        {
            _origin = other._origin;
        }

        var shift = (other._origin - _origin + Math.Log2(critical)) * BinsPerOctave;
        for (var i = 0; i < Bins; i++)
        {
            // A bin falls between two of ours: it is shared by how much of it lies in each.
            var at = i + shift;
            var low = (int)Math.Floor(at);
            var part = at - low;
            Put(_paid, low, other._paid[i] * price * (1 - part), Bins - 1);
            Put(_paid, low + 1, other._paid[i] * price * part, Bins - 1);
            Put(_entered, low, other._entered[i], Bins);
        }

        _entered[Bins] += other._entered[Bins];
        Entered += other.Entered;
        Won += other.Won;
        Top = Math.Max(Top, other.Top * critical);
        _stale = true;
    }

    /// <summary>Expected cost of one opportunity entered with this multiplier, as of the last <see cref="Refresh"/>; nano-units. Rises with the multiplier.</summary>
    public double CostAt(double multiplier)
    {
        if (IsEmpty || !(multiplier > 0))
        {
            return 0;
        }

        return CostAtPosition(Position(multiplier));
    }

    /// <summary>The place of a multiplier on the grid, for <see cref="CostAtPosition"/>: adding <see cref="BinsPerOctave"/> doubles it.</summary>
    internal double Position(double multiplier) => (Math.Log2(multiplier) - _origin) * BinsPerOctave;

    internal double Multiplier(double position) => Math.Pow(2, (position / BinsPerOctave) + _origin);

    internal double CostAtPosition(double position)
    {
        if (position <= 0)
        {
            return 0;
        }

        if (position >= Bins)
        {
            return _cost[Bins];
        }

        var bin = (int)position;
        return _cost[bin] + ((_cost[bin + 1] - _cost[bin]) * (position - bin));
    }

    /// <summary>Works out the costs from all that was seen up to now.</summary>
    public void Refresh()
    {
        if (!_stale)
        {
            return;
        }

        _stale = false;
        var above = 0.0;
        for (var i = 0; i <= Bins; i++)
        {
            above += _entered[i];
        }

        var density = 0.0;
        _cost[0] = 0;
        for (var i = 0; i < Bins; i++)
        {
            // Entered within the bin: on average half of it was covered.
            var half = _entered[i] / 2;
            above -= _entered[i];
            var seen = Math.Max(0, above) + half;
            density = ((density * UnseenFade * BorrowedWeight) + _paid[i]) / (BorrowedWeight + seen);
            _cost[i + 1] = _cost[i] + density;
        }
    }

    private double Edge(int bin) => Multiplier(bin);

    private static void Put(double[] into, int index, double amount, int last) => into[Math.Clamp(index, 0, last)] += amount;

    private static int Bin(double position) => position >= Bins ? Bins - 1 : position <= 0 ? 0 : (int)position;
}
