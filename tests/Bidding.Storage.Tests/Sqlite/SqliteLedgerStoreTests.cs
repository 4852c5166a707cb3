using Bidding.Core.Ledger;
using Bidding.Storage.Sqlite.Ledger;
using Bidding.Storage.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteLedgerStoreTests : LedgerStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteLedgerStore? _store;

    public void Dispose() => _folder.Dispose();

    internal static SqliteLedgerStore Open(string file, LedgerStoreOptions? options = null) =>
        SqliteLedgerStore.Open(file, options ?? new LedgerStoreOptions { AppendTimeout = TimeSpan.FromSeconds(60) }, TimeProvider.System, NullLogger<SqliteLedgerStore>.Instance);

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(_store = Open(_folder.File("ledger.db")));

    protected override async Task CloseAsync() => await _store!.DisposeAsync();
}
