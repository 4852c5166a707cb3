using Bidding.Core.Ledger;
using Bidding.Storage;
using Bidding.Storage.Sqlite.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>The embedded ledger in a file of this folder.</summary>
internal sealed class SqliteBenchedLedger(string folder) : IBenchedLedger
{
    private readonly SqliteLedgerStore _store =
        SqliteLedgerStore.Open(Path.Combine(folder, "ledger.db"), new LedgerStoreOptions(), TimeProvider.System, NullLogger<SqliteLedgerStore>.Instance);

    private int _measured;

    public ILedgerStore Store => _store;

    public string Description => "SQLite, every commit flushed to disk (WAL, synchronous = FULL)";

    public string CpuOf => "writers and database";

    public double MeasurePlainRows(int rowsPerCommit, double seconds) => RawCeiling.Measure(Path.Combine(folder, $"plain{++_measured}.db"), rowsPerCommit, seconds);

    public long ReadBytes() => new FileInfo(Path.Combine(folder, "ledger.db")).Length;

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
