using Bidding.Core.Pacing.Forecasts;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;

namespace Bidding.Core.Replay.Campaigns;

/// <summary>What an earlier day taught about impressions valued in one way. Campaigns that value alike share it. For one thread.</summary>
public sealed class ReplayHistory(ReplayValue value)
{
    private const double NanosPerCpm = 1e6;
    private readonly HistoryLearner _learner = new();

    public ReplayValue Value => value;

    /// <summary>The dearest auction, nano-units per impression.</summary>
    public double DearestPrice { get; private set; }

    /// <summary>Takes a row of the earlier day; its like auctions spread up to <paramref name="untilMs"/>.</summary>
    public void See(in AuctionRow row, long untilMs)
    {
        var price = Math.Max(row.MarketCpm, row.FloorCpm) * NanosPerCpm;
        DearestPrice = Math.Max(DearestPrice, price);
        var worth = value.At(row);
        var gap = row.Count == 1 ? 0 : untilMs - row.TimeMs;
        var pieces = (int)Math.Clamp(gap / (DayForecast.BinSeconds * 1000) * 4, 1, Math.Min(row.Count, 100));
        for (var i = 0; i < pieces; i++)
        {
            _learner.See((row.TimeMs + (gap * i / (double)pieces)) / 1000, price, worth, row.Count / (double)pieces);
        }
    }

    /// <summary>A forecast of its own for each controller: they go on learning. Null where the day held nothing of worth.</summary>
    public DayForecast? Learn(double seconds) => _learner.Learn(seconds);
}
