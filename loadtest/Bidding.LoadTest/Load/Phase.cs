using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Targets;

namespace Bidding.LoadTest.Load;

/// <summary>All rounds of one kind of load, on both servers.</summary>
/// <param name="Plain">On the node with bids alone, where the others had notices or edits beside them; else empty.</param>
/// <param name="AllocatedPerAnswer">Bytes the node allocated for an answer, its work beside the bids included.</param>
internal sealed record Phase(IReadOnlyList<Round> Node, IReadOnlyList<Round> Echo, IReadOnlyList<Round> Plain, double AllocatedPerAnswer)
{
    public double NodePerSecond => Median(Node, round => round.PerSecond);
    public double EchoPerSecond => Median(Echo, round => round.PerSecond);
    public double NodeCpuUs => Median(Node, round => round.CpuUsPerAnswer);
    public double PlainCpuUs => Median(Plain, round => round.CpuUsPerAnswer);
    public double EchoCpuUs => Median(Echo, round => round.CpuUsPerAnswer);

    /// <summary>CPU that the node, without load, took from the core while the constant answer had its turn; a share of one core.</summary>
    public double NodeIdleCpu => Median(Echo, round => round.OtherCpu / round.Length);
    public RoundTally NodeTotal => Total(Node);
    public RoundTally EchoTotal => Total(Echo);
    public RoundTally PlainTotal => Total(Plain);

    public static double Median(IReadOnlyList<Round> rounds, Func<Round, double> value)
    {
        if (rounds.Count == 0)
        {
            return 0;
        }

        var sorted = rounds.Select(value).Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static RoundTally Total(IReadOnlyList<Round> rounds)
    {
        var total = new RoundTally();
        foreach (var round in rounds)
        {
            total.Add(round.Tally);
        }

        return total;
    }
}
