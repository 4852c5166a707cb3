namespace Bidding.LoadTest.Load;

/// <summary>How the seconds asked for are cut into rounds, which the node and the constant answer take in turns so that the machine's noise hits both.</summary>
/// <param name="Rounds">On each of them.</param>
/// <param name="NodeLength">Of a round on the node.</param>
/// <param name="EchoLength">Of a round on the constant answer: shorter in long runs, which are about the node.</param>
internal readonly record struct RoundPlan(int Rounds, TimeSpan NodeLength, TimeSpan EchoLength)
{
    private const int RoundsMax = 9;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan EchoMax = TimeSpan.FromSeconds(5);

    /// <summary>Rounds of two seconds, but at least three of them if half a second each is to be had.</summary>
    public static RoundPlan For(TimeSpan seconds)
    {
        var atMost = Math.Max(1, (int)(seconds / Shortest));
        var rounds = Math.Clamp((int)(seconds / Usual), Math.Min(3, atMost), RoundsMax);
        var length = seconds / rounds;
        return new(rounds, length, length < EchoMax ? length : EchoMax);
    }
}
