using System.Globalization;
using System.Text.Json;

namespace Bidding.LoadTest.Bench.ClusterCost;

/// <summary>Medians of the rounds of one node, and of the cluster.</summary>
internal sealed record NodesBenchReport(NodesBenchOptions Options, bool Pinned, IReadOnlyList<NodesRound> One, IReadOnlyList<NodesRound> Many)
{
    private static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public long Errors => One.Concat(Many).Sum(round => round.Tally.Failed);

    /// <summary>Of the rounds, each with the one beside it.</summary>
    public double CpuRatio => Median(One.Zip(Many, (one, many) => many.CpuUsPerAnswer / one.CpuUsPerAnswer));

    // The one's idle time is measured while the other has its turn.
    private double OneIdle => Median(Many.Select(round => round.IdleCpu / round.Length));
    private double ManyIdle => Median(One.Select(round => round.IdleCpu / round.Length));

    public string ToJson() => JsonSerializer.Serialize(
        new
        {
            Options.Nodes,
            Options.Campaigns,
            Options.Rate,
            Pinned,
            CpuRatio = Math.Round(CpuRatio, 3),
            CpuUsPerBidOne = Math.Round(Cpu(One), 1),
            CpuUsPerBid = Math.Round(Cpu(Many), 1),
            BidRpsOne = Math.Round(Rate(One)),
            BidRps = Math.Round(Rate(Many)),
            BidRateOne = Math.Round(BidShare(One), 3),
            BidRate = Math.Round(BidShare(Many), 3),
            LeasesPerSecondOne = Math.Round(Leases(One)),
            LeasesPerSecond = Math.Round(Leases(Many)),
            IdleCpuOne = Math.Round(OneIdle, 4),
            IdleCpu = Math.Round(ManyIdle, 4),
            CpuRatioRounds = One.Zip(Many, (one, many) => Math.Round(many.CpuUsPerAnswer / one.CpuUsPerAnswer, 3)),
            Errors,
            Faults = One.Concat(Many).SelectMany(round => round.Tally.Faults).GroupBy(fault => fault.Key).ToDictionary(group => group.Key, group => group.Sum(fault => fault.Value)),
        },
        Form);

    public string ToText() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {Options.Campaigns:N0} campaigns, {(Options.Rate is { } rate ? $"{rate:N0} requests/s" : "as many requests as are answered")}, {One.Count} rounds in turns, medians; nodes {(Pinned ? "pinned to one core" : "NOT PINNED")}
                                     1 node{Options.Nodes,9} nodes
        answers/s             {Rate(One),13:N0}{Rate(Many),15:N0}
        bid on                {BidShare(One),13:P0}{BidShare(Many),15:P0}
        CPU per answer        {Cpu(One),10:N1} us{Cpu(Many),12:N1} us   ratio {CpuRatio:N2}
        lease requests/s      {Leases(One),13:N0}{Leases(Many),15:N0}
        without load          {OneIdle,13:P1}{ManyIdle,15:P1}   of a core
        errors                {Errors:N0}
        """);

    private static double Cpu(IEnumerable<NodesRound> rounds) => Median(rounds.Select(round => round.CpuUsPerAnswer));

    private static double Rate(IEnumerable<NodesRound> rounds) => Median(rounds.Select(round => round.PerSecond));

    private static double Leases(IEnumerable<NodesRound> rounds) => Median(rounds.Select(round => round.LeasesPerSecond));

    private static double BidShare(IReadOnlyList<NodesRound> rounds) => rounds.Sum(round => round.Tally.Bids) / Math.Max(1.0, rounds.Sum(round => round.Tally.Answered));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? 0 : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
