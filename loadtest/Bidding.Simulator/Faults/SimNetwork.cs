namespace Bidding.Simulator.Faults;

/// <summary>How long things are under way, and what gets lost: mostly fast, now and then slow.</summary>
internal sealed class SimNetwork(SimLoop loop, Random random, Weather weather)
{
    public Random Random => random;

    /// <summary>Nobody reaches the ledger before then.</summary>
    public TimeSpan LedgerDownUntil { get; set; }

    public bool Chance(double probability) => random.NextDouble() < probability;

    public TimeSpan Between(double fromMs, double toMs) => TimeSpan.FromTicks((long)((fromMs + (random.NextDouble() * (toMs - fromMs))) * TimeSpan.TicksPerMillisecond));

    public TimeSpan Latency() => Chance(weather.SlowCalls) ? Between(50, 900) : Between(0.2, 4);

    public TimeSpan LedgerLatency() => Chance(weather.SlowCalls) ? Between(50, 900) : Between(0.5, 6);

    public bool LosesCall(SimNode from, SimNode to) =>
        from != to && (Chance(weather.CallLoss) || loop.Now < from.PeersCutUntil || loop.Now < to.PeersCutUntil);

    public bool LosesLedgerCall(SimNode node) => loop.Now < LedgerDownUntil || loop.Now < node.LedgerCutUntil || Chance(weather.LedgerCallLoss);
}
