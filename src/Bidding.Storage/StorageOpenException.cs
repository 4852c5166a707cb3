namespace Bidding.Storage;

/// <summary>A store cannot be opened and a person has to look: the file is damaged, too new, in use, or not accessible. Names the file and what to do.</summary>
public sealed class StorageOpenException(string message, Exception? inner = null) : Exception(message, inner);
