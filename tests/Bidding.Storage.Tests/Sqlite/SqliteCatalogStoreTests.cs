using Bidding.Core.Campaigns;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Storage.Tests.Catalog;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteCatalogStoreTests : CatalogStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteCatalogStore? _store;

    public void Dispose()
    {
        _store?.Dispose();
        _folder.Dispose();
    }

    protected override Task<ICatalogStore> OpenAsync() => Task.FromResult<ICatalogStore>(_store = SqliteCatalogStore.Open(_folder.File("catalog.db"), Time));

    protected override Task CloseAsync()
    {
        _store!.Dispose();
        return Task.CompletedTask;
    }
}
