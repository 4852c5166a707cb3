namespace Bidding.Fuzzing.Runs;

/// <summary>The kinds of wrong behaviour.</summary>
public enum FindingKind : byte
{
    /// <summary>An exception nobody caught.</summary>
    Crash,

    /// <summary>An answer of the server that admits a fault: a 500, a failed call, a hang.</summary>
    ServerError,

    /// <summary>An answer that breaks a promise, such as a price below the floor.</summary>
    Wrong,
}

/// <summary>Thrown by a target whose door behaved wrongly.</summary>
public sealed class FindingException(FindingKind kind, string message) : Exception(message)
{
    public FindingKind Kind => kind;

    /// <exception cref="FindingException">Unless <paramref name="holds"/>.</exception>
    public static void Require(bool holds, string promise)
    {
        if (!holds)
        {
            throw new FindingException(FindingKind.Wrong, promise);
        }
    }
}
