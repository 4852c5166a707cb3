namespace Bidding.Fuzzing.InProcess;

/// <summary>A clock that stands still, so that an input comes to the same whenever it is tried.</summary>
internal sealed class StillTime : TimeProvider
{
    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => TimestampFrequency;
}
