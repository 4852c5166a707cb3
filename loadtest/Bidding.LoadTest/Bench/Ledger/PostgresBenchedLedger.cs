using System.Diagnostics;
using System.Globalization;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Nodes;
using Bidding.Storage;
using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace Bidding.LoadTest.Bench.Ledger;

/// <summary>The ledger in PostgreSQL: a server started for the bench, or an empty database of one that runs.</summary>
internal sealed class PostgresBenchedLedger : IBenchedLedger
{
    /// <summary>Instead of a connection string.</summary>
    public const string Auto = "auto";

    private const int NumbersPerRow = 14;
    private readonly LocalPostgres? _server;
    private readonly NpgsqlDataSource _source;
    private readonly PostgresLedgerStore _store;
    private readonly string _where;

    private PostgresBenchedLedger(LocalPostgres? server, string connectionString, int connections)
    {
        _server = server;
        var database = PostgresDatabase.Parse(connectionString);
        PostgresSchema.Migrate(new(database, [database]));
        _source = NpgsqlDataSource.Create(connectionString);
        _store = PostgresLedgerStore.Open(database, new LedgerStoreOptions { WritersPerDatabase = connections }, TimeProvider.System, NullLogger<PostgresLedgerStore>.Instance);
        _where = $"PostgreSQL {Scalar("SHOW server_version")}, fsync {Scalar("SHOW fsync")}, synchronous_commit on, {connections} connections";
    }

    public ILedgerStore Store => _store;

    public string Description => _where;

    public string CpuOf => "writers, without the server";

    /// <summary>Throws <see cref="StorageOpenException"/>, also where there is no server to start or the ledger is not empty.</summary>
    /// <param name="folder">Where a server of its own keeps its files; null: the system's temporary folder.</param>
    public static async Task<PostgresBenchedLedger> OpenAsync(string connection, string? folder, int connections, CancellationToken cancel)
    {
        LocalPostgres? server = null;
        if (connection == Auto)
        {
            var programs = LocalPostgres.FindPrograms() ?? throw new StorageOpenException($"{LocalPostgres.Needed}.");
            server = LocalPostgres.Start(programs, folder, "shared_buffers=256MB", "max_wal_size=4GB");
        }

        try
        {
            var ledger = new PostgresBenchedLedger(server, server?.CreateDatabase("ledger") ?? connection, connections);
            if ((await ledger.Store.ReadStreamsAsync(cancel)).Count > 0) throw new StorageOpenException("The ledger in this database is not empty: name one made for the bench.");
            return ledger;
        }
        catch
        {
            server?.Dispose();
            throw;
        }
    }

    public double MeasurePlainRows(int rowsPerCommit, double seconds)
    {
        using var connection = _source.OpenConnection();
        var columns = string.Join(", ", Enumerable.Range(0, NumbersPerRow).Select(number => $"c{number} bigint NOT NULL"));
        Execute(connection, $"CREATE TABLE plain ({columns})");
        var arrays = string.Join(", ", Enumerable.Range(1, NumbersPerRow).Select(number => $"${number}"));
        using var insert = new NpgsqlCommand($"INSERT INTO plain SELECT * FROM unnest({arrays})", connection);
        var numbers = Enumerable.Range(1, rowsPerCommit).Select(number => (long)number << 20).ToArray();
        for (var i = 0; i < NumbersPerRow; i++) insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        insert.Prepare();
        var clock = Stopwatch.StartNew();
        var rows = 0L;
        for (; clock.Elapsed.TotalSeconds < seconds; rows += rowsPerCommit) insert.ExecuteNonQuery();
        var perSecond = rows / clock.Elapsed.TotalSeconds;
        Execute(connection, "DROP TABLE plain");
        return perSecond;
    }

    public long ReadBytes() => long.Parse(
        Scalar("SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'ledger' AND c.relkind = 'r'"),
        CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _source.DisposeAsync();
        _server?.Dispose();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private string Scalar(string sql)
    {
        using var connection = _source.OpenConnection();
        using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? "";
    }
}
