using Bidding.Core.Campaigns;
using Bidding.Core.Ledger;
using Bidding.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Bidding.Storage.Tests.Sqlite;

public sealed class SqliteStorageRegistrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddSqliteStorage_FolderMissing_CreatesItAndOpensBothStores()
    {
        var data = _folder.File("data");
        await using var services = Services(data);
        Assert.NotNull(services.GetRequiredService<ILedgerStore>());
        Assert.NotNull(services.GetRequiredService<ICatalogStore>());

        Assert.Equal(["catalog.db", "ledger.db", "node.lock"], Directory.GetFiles(data).Select(Path.GetFileName).Where(name => !name!.Contains('-', StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task AddSqliteStorage_FolderInUse_IsRefusedUntilItIsFree()
    {
        var data = _folder.File("data");
        await using var second = Services(data);
        await using (var first = Services(data))
        {
            _ = first.GetRequiredService<ILedgerStore>();
            var error = Assert.Throws<StorageOpenException>(() => second.GetRequiredService<ILedgerStore>());
            Assert.Contains("in use", error.Message, StringComparison.Ordinal);
        }

        Assert.NotNull(second.GetRequiredService<ILedgerStore>());
    }

    private static ServiceProvider Services(string folder) => new ServiceCollection().AddLogging().AddSqliteStorage(folder).BuildServiceProvider();
}
