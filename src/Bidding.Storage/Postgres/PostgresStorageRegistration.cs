using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Storage.Postgres.Catalog;
using Bidding.Storage.Postgres.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidding.Storage.Postgres;

/// <summary>Storage in PostgreSQL for a node of a cluster.</summary>
public static class PostgresStorageRegistration
{
    /// <summary>
    /// Registers <see cref="ILedgerStore"/> and <see cref="ICatalogStore"/>. The databases are checked when the first of the stores is asked for: ask at start, so that a
    /// <see cref="StorageOpenException"/> ends the start.
    /// </summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, PostgresDatabases databases)
    {
        ArgumentNullException.ThrowIfNull(databases);
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<LedgerStoreOptions>();
        services.AddSingleton(provider => SpreadLedgerStore.Open(
            databases.Ledger,
            provider.GetRequiredService<IOptions<LedgerStoreOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PostgresLedgerStore>>()));
        services.AddSingleton<ILedgerStore>(provider => provider.GetRequiredService<SpreadLedgerStore>());
        services.AddSingleton<ILedgerReader>(provider => provider.GetRequiredService<SpreadLedgerStore>());
        services.AddSingleton(provider => PostgresCatalogStore.Open(databases.Main, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ICatalogStore>(provider => provider.GetRequiredService<PostgresCatalogStore>());
        return services;
    }
}
