namespace Bidding.Node.Cli;

/// <summary>What the process's exit code says; the same for every verb.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A check (or a start) failed.</summary>
    public const int Failed = 1;
    public const int BadArguments = 2;
    public const int Unreachable = 3;
}
