using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Storage.Sqlite.Catalog;
using Bidding.Storage.Sqlite.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidding.Storage.Sqlite;

/// <summary>Embedded storage for a node.</summary>
public static class SqliteStorageRegistration
{
    /// <summary>
    /// Registers <see cref="ILedgerStore"/>, <see cref="ICatalogStore"/> and <see cref="DataFolder"/>. The files are opened, and the folder locked against a second node, when
    /// the first of the stores is asked for: ask at start, so that a <see cref="StorageOpenException"/> ends the start.
    /// </summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, string dataFolder)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LedgerStoreOptions>();
        services.AddSingleton(new DataFolder(dataFolder));
        services.AddSingleton(provider => DataFolderLock.Acquire(provider.GetRequiredService<DataFolder>()));
        services.AddSingleton(provider => SqliteLedgerStore.Open(
            Locked(provider).LedgerFile,
            provider.GetRequiredService<IOptions<LedgerStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SqliteLedgerStore>>()));
        services.AddSingleton<ILedgerStore>(provider => provider.GetRequiredService<SqliteLedgerStore>());
        services.AddSingleton<ILedgerReader>(provider => provider.GetRequiredService<SqliteLedgerStore>());
        services.AddSingleton(provider => SqliteCatalogStore.Open(Locked(provider).CatalogFile, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICatalogStore>(provider => provider.GetRequiredService<SqliteCatalogStore>());
        return services;
    }

    private static DataFolder Locked(IServiceProvider provider)
    {
        _ = provider.GetRequiredService<DataFolderLock>();
        return provider.GetRequiredService<DataFolder>();
    }
}
