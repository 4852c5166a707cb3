namespace Bidding.Testing;

/// <summary>A new empty folder that is deleted, with all in it, when disposed.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bidding-");

    /// <summary>The folder, absolute.</summary>
    public string Path => _folder.FullName;

    /// <summary>The absolute path of a file in this folder, which need not exist.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }
}
