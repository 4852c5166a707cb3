using Bidding.LoadTest.Load.Catalog;
using Bidding.Storage;
using NodaTime;

namespace Bidding.LoadTest.Load;

/// <summary>A temporary folder with a node's data in it, deleted at the end.</summary>
internal sealed class RunFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bidding-loadtest-").FullName;
    public DataFolder Node => new(System.IO.Path.Combine(Path, "node"));

    public void WriteCatalog(LoadOptions options) =>
        CatalogFile.Write(Node, new LoadCatalog(options.Campaigns, options.Ads, options.Seed, SystemClock.Instance.GetCurrentInstant()), TimeProvider.System);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
