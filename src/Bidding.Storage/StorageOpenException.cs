namespace Bidding.Storage;

/// <summary>A store cannot be opened and a person has to look: the file is damaged, too new, in use, or not accessible. Names the file or database and what to do.</summary>
public sealed class StorageOpenException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>A server did not answer at all: trying again later may be enough.</summary>
    public bool IsServerUnreachable { get; init; }
}
