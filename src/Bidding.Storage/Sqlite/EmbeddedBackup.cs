using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Sqlite;

/// <summary>Copies of a data folder: taken while a node writes it, put back where none runs. Holds the keys too, so keep it as secret as the folder itself.</summary>
public static class EmbeddedBackup
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>
    /// Writes the files into a new folder. Each is one moment of its database, the ledger's first: what it holds of campaigns, the catalog that is copied after it knows. Every
    /// append answered before the call is in it. Throws <see cref="StorageOpenException"/>; the folder is then not there.
    /// </summary>
    /// <returns>Names of the files, with their bytes.</returns>
    public static IReadOnlyList<(string Name, long Bytes)> Write(DataFolder from, DataFolder to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!File.Exists(from.LedgerFile)) throw new StorageOpenException($"{from.Path} holds no ledger: there is nothing to back up.");
        if (Path.Exists(to.Path)) throw new StorageOpenException($"{to.Path} is there already: a backup goes into a folder of its own.");
        // Under another name until it is whole: a folder that is there is a backup.
        var draft = new DataFolder($"{to.Path}.part");
        if (Directory.Exists(draft.Path)) Directory.Delete(draft.Path, recursive: true);
        draft.Create();
        try
        {
            foreach (var file in Databases(from).Where(File.Exists)) CopyDatabase(file, Path.Combine(draft.Path, Path.GetFileName(file)));
            CopyKeys(from, draft);
            Directory.Move(draft.Path, to.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            Directory.Delete(draft.Path, recursive: true);
            throw new StorageOpenException($"{from.Path} could not be backed up to {to.Path}: {error.Message}", error);
        }

        return Files(to);
    }

    /// <summary>Puts a backup where there is no ledger yet. Throws <see cref="StorageOpenException"/> where there is one, or where a node runs.</summary>
    /// <returns>Names of the files, with their bytes.</returns>
    public static IReadOnlyList<(string Name, long Bytes)> Restore(DataFolder from, DataFolder to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        if (!File.Exists(from.LedgerFile)) throw new StorageOpenException($"{from.Path} is no backup: it holds no {Path.GetFileName(from.LedgerFile)}.");
        using var held = DataFolderLock.Acquire(to);
        if (Databases(to).FirstOrDefault(File.Exists) is { } there) throw new StorageOpenException($"{there} is there already: put it aside first, together with its -wal file.");
        try
        {
            // The ledger last: without it a node would start a new one.
            foreach (var file in Databases(from).Reverse().Where(File.Exists)) CopyDatabase(file, Path.Combine(to.Path, Path.GetFileName(file)));
            CopyKeys(from, to);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StorageOpenException($"{from.Path} could not be restored to {to.Path}: {error.Message}", error);
        }

        return Files(to);
    }

    private static string[] Databases(DataFolder folder) => [folder.LedgerFile, folder.CatalogFile, folder.GrainsFile];

    private static void CopyDatabase(string from, string to)
    {
        using var source = SqliteFile.OpenForReading(from);
        using (var target = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = to, Pooling = false }.ToString()))
        {
            target.Open();
            // SQLite's online backup: in one read transaction, so a writer goes on in its log meanwhile.
            source.BackupDatabase(target);
            using var check = target.CreateCommand();
            check.CommandText = "PRAGMA quick_check(1)";
            if (check.ExecuteScalar() as string is not "ok" and var problem) throw new IOException($"the copy of {from} is damaged: {problem}");
        }

        using var flushed = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        flushed.Flush(flushToDisk: true);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, OwnerOnly);
    }

    private static void CopyKeys(DataFolder from, DataFolder to)
    {
        if (!Directory.Exists(from.KeysFolder)) return;
        Directory.CreateDirectory(to.KeysFolder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to.KeysFolder, OwnerOnly | UnixFileMode.UserExecute);
        foreach (var key in Directory.GetFiles(from.KeysFolder, "*.key"))
        {
            var copy = Path.Combine(to.KeysFolder, Path.GetFileName(key));
            File.Copy(key, copy, overwrite: true);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy, OwnerOnly);
        }
    }

    private static List<(string Name, long Bytes)> Files(DataFolder folder) =>
        [.. Databases(folder).Where(File.Exists).Concat(Directory.Exists(folder.KeysFolder) ? Directory.GetFiles(folder.KeysFolder, "*.key") : [])
            .Select(file => (Path.GetRelativePath(folder.Path, file), new FileInfo(file).Length))];
}
