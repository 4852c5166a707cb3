using System.Data.Common;
using Bidding.Storage.Postgres;
using Bidding.Storage.Tests.Grains;
using Npgsql;

namespace Bidding.Storage.Tests.Postgres;

public sealed class PostgresGrainStorageTests : GrainStorageContract
{
    protected override DbConnection Connect()
    {
        var connection = new NpgsqlConnection(PostgresGrainStorage.ConnectionString(SharedPostgres.Migrated()));
        connection.Open();
        return connection;
    }
}
