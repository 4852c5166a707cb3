namespace Bidding.LoadTest;

/// <summary>What every verb answers the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int CheckFailed = 1;
    public const int BadArguments = 2;
    public const int Unreachable = 3;
}
