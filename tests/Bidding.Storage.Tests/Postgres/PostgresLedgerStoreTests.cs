using Bidding.Core.Ledger;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Storage.Tests.Postgres;

public sealed class PostgresLedgerStoreTests : LedgerStoreContract
{
    private PostgresDatabase? _database;
    private PostgresLedgerStore? _store;

    internal static PostgresLedgerStore Open(PostgresDatabase database, LedgerStoreOptions? options = null) =>
        PostgresLedgerStore.Open(database, options ?? new LedgerStoreOptions { AppendTimeout = TimeSpan.FromSeconds(60) }, TimeProvider.System, NullLogger<PostgresLedgerStore>.Instance);

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(_store = Open(_database ??= SharedPostgres.Migrated()));

    protected override async Task CloseAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
    }
}
