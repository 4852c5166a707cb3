using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Node.Hosting;
using Bidding.Storage;
using Bidding.Storage.Postgres.Catalog;
using Bidding.Storage.Postgres.Ledger;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Storage.Sqlite.Ledger;

namespace Bidding.Node.Cli.Ledger;

/// <summary>The ledger and the catalog that a verb reads, while nodes may write them.</summary>
internal sealed class LedgerSource : IAsyncDisposable
{
    private readonly object[] _owned;

    private LedgerSource(ILedgerReader ledger, ICatalogReader? catalog, string where)
    {
        (Ledger, Catalog, Where) = (ledger, catalog, where);
        _owned = catalog is null ? [ledger] : [ledger, catalog];
    }

    public ILedgerReader Ledger { get; }

    /// <summary>Null: there is none yet, and numbers stand for themselves.</summary>
    public ICatalogReader? Catalog { get; }

    /// <summary>For people.</summary>
    public string Where { get; }

    /// <summary>What the settings name: PostgreSQL, else the files of the data folder. Throws <see cref="StorageOpenException"/> or <see cref="SettingsException"/>.</summary>
    public static LedgerSource Open(string? configFile, DataFolder folder)
    {
        if (StorageChoice.Read(NodeConfiguration.Read(configFile)).Postgres is { } databases)
        {
            return new(SpreadLedgerReader.Open(databases.Ledger), PostgresCatalogReader.Open(databases.Main), $"the {databases.Main}");
        }

        return new(SqliteLedgerReader.Open(folder.LedgerFile), File.Exists(folder.CatalogFile) ? SqliteCatalogReader.Open(folder.CatalogFile) : null, folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _owned)
        {
            if (one is IAsyncDisposable asynchronous) await asynchronous.DisposeAsync();
            else (one as IDisposable)?.Dispose();
        }
    }
}
