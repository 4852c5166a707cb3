namespace Bidding.Core.Ids;

/// <summary>
/// Names one escrow window of a campaign: the takeover number of the activation that opened it and a counter within that
/// activation. Never reused. <c>default</c> is none.
/// </summary>
public readonly record struct WindowId(int Takeover, int Counter)
{
    public override string ToString() => $"{Takeover}.{Counter}";
}
