using Bidding.Core.Pacing.Records;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using NodaTime;

namespace Bidding.Core.Replay.Campaigns;

/// <summary>
/// A campaign's recorded day as a log that a <see cref="ReplayRun"/> takes: for a preview of what another pacing would have done with it. Each quarter of an hour becomes
/// a number of rows with the market's prices as the campaign met them: those it won spread as they did around their mean, the others above what it bid. What the record
/// does not hold is not there: every impression is worth the mean bid, so that a multiplier moves spending and wins, but finds no better impressions. Immutable.
/// </summary>
/// <param name="Rows">In order of time, which is since the day's start.</param>
/// <param name="Value">What the campaign bids of an impression at a multiplier of 1: for <see cref="ReplayCampaign.Value"/>.</param>
public sealed record RecordedDay(IReadOnlyList<AuctionRow> Rows, ReplayValue Value)
{
    // Of a quarter of an hour: for the auctions it could have won, and for those it could not.
    private const int RowsPerPart = 16;
    private const double NanosPerCpm = 1e6;

    // Of prices that were never seen, above the bid: spread like those below, or this much where too few were.
    private const double DeviationLeast = 0.2;

    // Ranks in an order that has high and low prices in every few minutes (the golden ratio's multiples, van der Corput 1935).
    private const double Golden = 0.6180339887498949;

    /// <summary>Null where the campaign made no bid on the day. Quarters in which it was off for a part are as it saw them.</summary>
    /// <param name="quarters">Of the day and others; those of other days are left out.</param>
    /// <param name="start">Of the day, in the campaign's zone.</param>
    public static RecordedDay? Of(IEnumerable<DeliveryQuarter> quarters, Instant start, Instant end)
    {
        ArgumentNullException.ThrowIfNull(quarters);
        var (first, last) = (DeliveryQuarter.NumberAt(start), DeliveryQuarter.NumberAt(end - Duration.Epsilon));
        var day = quarters.Where(quarter => quarter.Number >= first && quarter.Number <= last).OrderBy(quarter => quarter.Number).ToList();
        var bids = day.Sum(quarter => quarter.Bids);
        if (bids == 0)
        {
            return null;
        }

        // Bids at their multipliers, as they would have been at 1.
        var value = day.Where(quarter => quarter.Bids > 0).Sum(quarter => quarter.Placed.Nanos / quarter.Multiplier) / bids;
        var rows = new List<AuctionRow>(day.Count * 2 * RowsPerPart);
        var carry = 0.0;
        foreach (var quarter in day)
        {
            Add(rows, quarter, (quarter.Number - first) * DeliveryQuarter.LengthSeconds * 1000L, value, ref carry);
        }

        return new(rows, new() { Worth = new(value, 0, 0, 0) });
    }

    private static void Add(List<AuctionRow> rows, DeliveryQuarter quarter, long startMs, double value, ref double carry)
    {
        // Of all auctions as many could be won as were of those entered; what rounding takes from one quarter the next gets.
        var winnable = (quarter.Entered > 0 ? Math.Min(1, quarter.Wins / quarter.Entered) * quarter.Opportunities : 0) + carry;
        var won = (long)Math.Clamp(Math.Round(winnable), 0, quarter.Opportunities);
        carry = winnable - won;
        var bid = value * quarter.Multiplier;
        var from = rows.Count;
        var prices = Prices(won, rank => Math.Exp(quarter.LogPriceDeviation * Normal(rank)));
        var mean = (quarter.Wins > 0 ? quarter.Cost.Nanos / (double)quarter.Wins : bid) / prices.DefaultIfEmpty(1).Average();
        AddPart(rows, startMs, won, [.. prices.Select(price => Math.Min(bid * 0.999, price * mean))]);
        AddPart(rows, startMs, quarter.Opportunities - won, Prices(quarter.Opportunities - won, rank => Above(rank, quarter.LogPriceDeviation, bid)));
        rows.Sort(from, rows.Count - from, Comparer<AuctionRow>.Create((x, y) => x.TimeMs.CompareTo(y.TimeMs)));

        // Each row's auctions spread up to the next one's time: none may stand in the place of another.
        for (var i = from; i < rows.Count; i++)
        {
            rows[i] = rows[i] with { TimeMs = startMs + ((i - from) * DeliveryQuarter.LengthSeconds * 1000L / (rows.Count - from)) };
        }
    }

    private static void AddPart(List<AuctionRow> rows, long startMs, long auctions, double[] prices)
    {
        for (var i = 0L; i < prices.Length; i++)
        {
            rows.Add(new()
            {
                TimeMs = startMs + (((2 * i) + 1) * DeliveryQuarter.LengthSeconds * 1000L / (2 * prices.Length)),
                MarketCpm = prices[i] / NanosPerCpm,
                Count = (int)(((i + 1) * auctions / prices.Length) - (i * auctions / prices.Length)),
            });
        }
    }

    private static double[] Prices(long auctions, Func<double, double> ofRank) =>
        [.. Enumerable.Range(0, (int)Math.Min(RowsPerPart, auctions)).Select(i => ofRank((0.5 + (i * Golden)) % 1))];

    // The tail falls as an exponential of the logarithm: the price distribution's upper part, as far as nobody saw it.
    private static double Above(double rank, double deviation, double bid) => bid * Math.Exp(0.001 + (Math.Max(DeviationLeast, deviation) * -Math.Log(1 - (rank * 0.999))));

    // The normal distribution's quantile, to 0.5 % of a deviation (Abramowitz and Stegun 1964, 26.2.23).
    private static double Normal(double rank)
    {
        var tail = Math.Clamp(Math.Min(rank, 1 - rank), 1e-6, 0.5);
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var z = t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
        return rank < 0.5 ? -z : z;
    }
}
