using Bidding.Core.Replay.Logs;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary>A day of auctions in memory, in order of time.</summary>
internal sealed class AuctionDay(int[] timeMs, float[] marketCpm, float[] pctr)
{
    public int Count => timeMs.Length;

    public AuctionRow this[int index] => new() { TimeMs = timeMs[index], MarketCpm = marketCpm[index], Pctr = pctr[index], Count = 1 };

    /// <summary>What buying every auction would cost, in units of currency.</summary>
    public double TotalCost() => marketCpm.Sum(price => (double)price) / 1000;

    public double TotalValue() => pctr.Sum(value => (double)value);

    /// <summary>
    /// The most value that a budget could have bought with the whole day known: auctions in order of value over price until the money is gone (the fractional knapsack's
    /// greedy, Dantzig 1957), the last one in part.
    /// </summary>
    public double HindsightValue(double budget)
    {
        var order = new int[Count];
        var keys = new float[Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            keys[i] = pctr[i] > 0 ? marketCpm[i] / pctr[i] : float.MaxValue;
        }

        Array.Sort(keys, order);
        var (left, value) = (budget * 1000, 0.0);
        foreach (var i in order)
        {
            if (marketCpm[i] > left)
            {
                return value + (pctr[i] * left / marketCpm[i]);
            }

            left -= marketCpm[i];
            value += pctr[i];
        }

        return value;
    }
}

/// <summary>How a synthetic day is made.</summary>
internal sealed record DaySettings
{
    public required double[] HourShares { get; init; }
    public int Auctions { get; init; } = 200_000;
    public double ValueSigma { get; init; } = 0.6;
    public double PriceSigma { get; init; } = 0.5;

    /// <summary>Prices of the dearest hour over the mean one, as a logarithm.</summary>
    public double PriceSwing { get; init; } = 0.25;
    public double DearestHour { get; init; } = 20;

    /// <summary>All prices of the day times this.</summary>
    public double PriceLevel { get; init; } = 1;
    public DayEvent Event { get; init; }
    public int EventHour { get; init; } = 13;
}

/// <summary>What happens in one hour of the day; a restart, of the campaign's grain, changes nothing of the auctions.</summary>
internal enum DayEvent { None = 0, Surge = 1, DearHour = 2, Outage = 3, Restart = 4 }

/// <summary>Makes days of auctions: an hour's traffic spread evenly at random, log-normal values and prices, prices moving by the hour. Seeded.</summary>
internal static class DayMaker
{
    public static AuctionDay Make(DaySettings settings, int seed)
    {
        var random = new Random(seed);
        var times = new List<int>(settings.Auctions + (settings.Auctions / 4));
        var sum = settings.HourShares.Sum();
        for (var hour = 0; hour < settings.HourShares.Length; hour++)
        {
            var isEvent = hour == settings.EventHour;
            var mean = settings.Auctions * settings.HourShares[hour] / sum * (isEvent && settings.Event == DayEvent.Surge ? 3 : 1);
            var count = (int)Math.Max(0, Math.Round(mean + (Math.Sqrt(mean) * Normal(random))));
            for (var i = 0; i < count; i++)
            {
                var at = (hour * 3_600_000) + random.Next(3_600_000);
                if (!(isEvent && settings.Event == DayEvent.Outage && at % 3_600_000 < 1_800_000))
                {
                    times.Add(at);
                }
            }
        }

        times.Sort();
        var market = new float[times.Count];
        var value = new float[times.Count];
        for (var i = 0; i < times.Count; i++)
        {
            var hour = times[i] / 3_600_000;
            var swing = settings.PriceSwing * Math.Cos((hour - settings.DearestHour) * Math.PI / 12);
            var level = settings.PriceLevel * (settings.Event == DayEvent.DearHour && hour == settings.EventHour ? 2 : 1);
            market[i] = (float)(2 * level * Math.Exp(swing + (settings.PriceSigma * Normal(random)) - (settings.PriceSigma * settings.PriceSigma / 2)));
            value[i] = (float)Math.Min(1, 0.002 * Math.Exp((settings.ValueSigma * Normal(random)) - (settings.ValueSigma * settings.ValueSigma / 2)));
        }

        return new([.. times], market, value);
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
