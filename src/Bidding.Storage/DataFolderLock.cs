using System.Globalization;

namespace Bidding.Storage;

/// <summary>
/// Keeps a second node off a data folder. The system drops it with the process, however that ends, so it never has to be cleaned up.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Throws <see cref="StorageOpenException"/> when another process holds it.</summary>
    public static DataFolderLock Acquire(DataFolder folder)
    {
        folder.Create();
        try
        {
            var file = new FileStream(folder.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                file.SetLength(0);
                file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
                file.Flush();
                return new DataFolderLock(file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageOpenException($"The data folder {folder.Path} is in use by another node, or cannot be written: {error.Message}", error);
        }
    }

    public void Dispose() => _file.Dispose();
}
