namespace Bidding.Fuzzing.Runs;

/// <summary>What a door made of an input. Both are right answers; only a <see cref="FindingException"/>, or any other exception, is a finding.</summary>
public enum Verdict : byte
{
    Accepted,
    Refused,
}
