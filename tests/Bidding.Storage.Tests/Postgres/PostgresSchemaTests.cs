using Bidding.Storage.Postgres;
using Bidding.Storage.Postgres.Catalog;
using Bidding.Storage.Postgres.Ledger;
using Npgsql;

namespace Bidding.Storage.Tests.Postgres;

public sealed class PostgresSchemaTests
{
    [SkippableFact]
    public void Migrate_Twice_RunsEachScriptOnce()
    {
        var database = SharedPostgres.Empty();

        var first = PostgresSchema.Migrate(new(database, [database]));
        var second = PostgresSchema.Migrate(new(database, [database]));

        Assert.Contains(first, done => done.StartsWith("ledger 0001_streams_and_entries", StringComparison.Ordinal));
        Assert.Contains("ledger laid out over 1 database", first);
        Assert.Empty(second);
    }

    [SkippableFact]
    public async Task Migrate_AllNodesAtOnce_AllSucceed()
    {
        var database = SharedPostgres.Empty();
        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => PostgresSchema.Migrate(new(database, [database])))));
        Assert.Single(done.SelectMany(scripts => scripts), script => script.StartsWith("catalog 0001", StringComparison.Ordinal));
    }

    [SkippableFact]
    public void Open_SchemaMissing_NamesTheVerbThatMakesIt()
    {
        var database = SharedPostgres.Empty();
        foreach (var open in (Action[])[() => PostgresLedgerStoreTests.Open(database), () => PostgresCatalogReader.Open(database), () => PostgresGrainStorage.Check(database), () => PostgresLedgerReader.Open(database)])
        {
            Assert.Contains("./bidding migrate", Assert.Throws<StorageOpenException>(open).Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public void Open_SchemaNewer_IsRefusedAndSoIsMigrating()
    {
        var database = SharedPostgres.Migrated();
        Execute(database, "INSERT INTO ledger.schema_versions (scriptname, applied) VALUES ('0099_future', now())");

        Assert.Contains("newer version", Assert.Throws<StorageOpenException>(() => PostgresLedgerStoreTests.Open(database)).Message, StringComparison.Ordinal);
        Assert.Contains("0099_future", Assert.Throws<StorageOpenException>(() => PostgresSchema.Migrate(new(database, [database]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_WithoutAWordOnKerberos_DoesNotLookForIt()
    {
        Assert.Contains("GSS Encryption Mode=Disable", PostgresDatabase.Parse("Host=db1;Database=books").ConnectionStringFor("grains", 1), StringComparison.Ordinal);
        Assert.Contains("GSS Encryption Mode=Require", PostgresDatabase.Parse("Host=db1;Database=books;GSS Encryption Mode=Require").ConnectionStringFor("grains", 1), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NobodyListens_SaysWhichDatabaseAndNoPassword()
    {
        var database = PostgresDatabase.Parse($"Host=127.0.0.1;Port={FreePorts.Next()};Database=books;Username=me;Password=tops3cret");
        var error = Assert.Throws<StorageOpenException>(() => PostgresLedgerStoreTests.Open(database));
        Assert.Contains("database books on 127.0.0.1", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tops3cret", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db1")]
    [InlineData("Database=books")]
    [InlineData("Hst=db1;Database=books;Password=tops3cret")]
    [InlineData("nonsense")]
    [InlineData("")]
    public void Parse_NotAConnectionString_SaysSoWithoutRepeatingIt(string text)
    {
        var error = Assert.Throws<StorageOpenException>(() => PostgresDatabase.Parse(text));
        Assert.Contains("connection string", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tops3cret", error.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Open_ServerDoesNotFlush_IsRefused()
    {
        using var server = SharedPostgres.Start("fsync=off");
        var database = PostgresDatabase.Parse(server.CreateDatabase("books"));
        PostgresSchema.Migrate(new(database, [database]));
        Assert.Contains("fsync = off", Assert.Throws<StorageOpenException>(() => PostgresLedgerStoreTests.Open(database)).Message, StringComparison.Ordinal);
    }

    internal static void Execute(PostgresDatabase database, string sql)
    {
        using var connection = new NpgsqlConnection(database.ConnectionStringFor("public", 1) + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
