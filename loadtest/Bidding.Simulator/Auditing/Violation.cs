namespace Bidding.Simulator.Auditing;

/// <summary>A promise that was broken.</summary>
/// <param name="Promise">Its number in the design: 1 overspend, 2 durability, 3 once, 4 books, 6 billing.</param>
public sealed record Violation(int Promise, int Campaign, long AtMs, string What)
{
    public override string ToString() => $"promise {Promise}, campaign {Campaign}: {What}";
}
