using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Nodes;
using Bidding.Storage;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Bidding.SystemTests.Cluster;

/// <summary>A real PostgreSQL with an empty ledger, and campaigns that nobody else has. Each store is one node's.</summary>
public sealed class SharedLedger : IDisposable
{
    private readonly LocalPostgres? _server;
    private readonly PostgresDatabase? _database;
    private int _campaigns;

    public SharedLedger()
    {
        if (LocalPostgres.FindPrograms() is not { } programs)
        {
            return;
        }

        _server = LocalPostgres.Start(programs, null);
        _database = PostgresDatabase.Parse(_server.CreateDatabase("ledger"));
        PostgresSchema.Migrate(new(_database, [_database]));
    }

    internal LocalPostgres Server => _server!;

    public PostgresLedgerStore OpenStore()
    {
        Skip.If(_server is null, LocalPostgres.Needed);
        return PostgresLedgerStore.Open(
            _database!, new LedgerStoreOptions { AppendTimeout = TimeSpan.FromSeconds(1) }, TimeProvider.System, NullLogger<PostgresLedgerStore>.Instance);
    }

    /// <summary>Running, without pacing: 1.00 of media unless more is asked for, and twice that of billing under cost plus.</summary>
    public Campaign NewCampaign(decimal media = 1m)
    {
        var number = new CampaignNumber(Interlocked.Increment(ref _campaigns));
        return new()
        {
            Id = $"campaign-{number.Value}",
            Number = number,
            Version = 1,
            AdvertiserId = "advertiser",
            Advertiser = new(1),
            Name = "Test",
            Budget = new() { Currency = CurrencyCode.Usd, Total = Money.FromDecimal(2 * media), MediaTotal = Money.FromDecimal(media) },
            Flight = new() { Start = Instant.FromUtc(2020, 1, 1, 0, 0) },
            Pricing = new() { Model = PricingModel.DynamicCpm },
            Pacing = new() { Strategy = PacingStrategy.Asap },
        };
    }

    public void Dispose() => _server?.Dispose();
}
