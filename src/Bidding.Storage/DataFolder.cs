namespace Bidding.Storage;

/// <summary>Where a node on embedded storage keeps its files. One running node per folder, see <see cref="DataFolderLock"/>; any number of readers.</summary>
public sealed class DataFolder(string path)
{
    /// <summary>Used when no folder is named, relative to the working directory.</summary>
    public const string DefaultPath = "data";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Entries of all streams, their heads, balances and snapshots.</summary>
    public string LedgerFile => System.IO.Path.Combine(Path, "ledger.db");

    /// <summary>Advertisers, campaigns, ads and exchanges.</summary>
    public string CatalogFile => System.IO.Path.Combine(Path, "catalog.db");

    /// <summary>State of grains that keep any beside the ledger.</summary>
    public string GrainsFile => System.IO.Path.Combine(Path, "grains.db");

    /// <summary>Keys that sign bid tokens, a file each, readable by their owner only.</summary>
    public string KeysFolder => System.IO.Path.Combine(Path, "keys");

    /// <summary>Held by the node that runs on this folder.</summary>
    public string LockFile => System.IO.Path.Combine(Path, "node.lock");

    /// <summary>Creates the folder, for its owner only, if it is not there yet.</summary>
    public void Create()
    {
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path);
            else Directory.CreateDirectory(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageOpenException($"The data folder {Path} cannot be created: {error.Message}", error);
        }
    }
}
