using Bidding.Core.Campaigns;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Catalog;
using Bidding.Storage.Tests.Catalog;

namespace Bidding.Storage.Tests.Postgres;

public sealed class PostgresCatalogStoreTests : CatalogStoreContract
{
    private PostgresDatabase? _database;
    private PostgresCatalogStore? _store;

    protected override Task<ICatalogStore> OpenAsync() => Task.FromResult<ICatalogStore>(_store = PostgresCatalogStore.Open(_database ??= SharedPostgres.Migrated(), Time));

    protected override async Task CloseAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }
}
