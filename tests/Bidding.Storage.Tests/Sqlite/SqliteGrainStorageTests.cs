using System.Data.Common;
using Bidding.Storage.Sqlite;
using Bidding.Storage.Tests.Grains;
using Microsoft.Data.Sqlite;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteGrainStorageTests : GrainStorageContract
{
    private readonly TemporaryFolder _folder = new();

    protected override DbConnection Connect()
    {
        SqliteGrainStorage.Prepare(_folder.File("grains.db"), TimeProvider.System);
        SqliteGrainStorage.Prepare(_folder.File("grains.db"), TimeProvider.System);
        var connection = new SqliteConnection(SqliteGrainStorage.ConnectionString(_folder.File("grains.db")) + ";Pooling=False");
        connection.Open();
        return connection;
    }

    protected override void Dispose(bool disposing)
    {
        _folder.Dispose();
        base.Dispose(disposing);
    }
}
