using System.Text;
using Bidding.Core.Campaigns;
using Microsoft.Extensions.Time.Testing;

namespace Bidding.Storage.Tests.Catalog;

/// <summary>What every catalog store must do, whatever it is kept in. A store's tests derive from this and say how to open it.</summary>
public abstract class CatalogStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    protected FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    protected ICatalogStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    /// <summary>Opens the store; the second time with what it held before.</summary>
    protected abstract Task<ICatalogStore> OpenAsync();

    protected abstract Task CloseAsync();

    [SkippableFact]
    public async Task Write_NewResource_GetsNumberAndVersionOneAndIsFoundAfterReopening()
    {
        var written = await CreateAsync(Campaign("spring", "acme"));
        await CloseAsync();
        Store = await OpenAsync();

        Assert.Equal(CatalogWriteOutcome.Written, written.Outcome);
        Assert.Equal((1, 1, 1L), (written.Record!.Number, written.Record.Version, written.Record.CatalogVersion));
        AssertSame(written.Record, await Store.FindAsync(ResourceKind.Campaign, "spring", None));
        Assert.Null(await Store.FindAsync(ResourceKind.Ad, "spring", None));
    }

    [SkippableFact]
    public async Task Audit_HoldsALineForEachWriteThatWasMade_AndNoneForOneRefused()
    {
        var note = new CatalogChangeNote("ann", "create", [], [1]);
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme"), 0, Note: note), None);
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Body = [9] }, 1, Note: new("bob", "update", [1], [9])), None);
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Body = [8] }, 1, Note: new("eve", "update", [1], [8])), None);
        await CloseAsync();
        Store = await OpenAsync();

        var lines = await Store.ReadAuditAsync(new(long.MaxValue, 10, null, "", ""), None);
        Assert.Equal([("bob", "update", 2), ("ann", "create", 1)], lines.Select(line => (line.Actor, line.Verb, line.Version)));
        Assert.Equal([9], lines[0].After);
        Assert.Equal([1], lines[0].Before);
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), lines[0].AtMs);
        Assert.Equal("ann", Assert.Single(await Store.ReadAuditAsync(new(lines[0].CatalogVersion, 10, ResourceKind.Campaign, "spring", "ann"), None)).Actor);
        Assert.Empty(await Store.ReadAuditAsync(new(long.MaxValue, 10, ResourceKind.Ad, "", ""), None));
    }

    [SkippableFact]
    public async Task Write_Update_RaisesVersionAndKeepsTheNumber()
    {
        await CreateAsync(Campaign("first", "acme"));
        await CreateAsync(Campaign("second", "acme"));

        var updated = await Store.WriteAsync(new CatalogWrite(Campaign("second", "acme") with { Status = Status.Paused, Body = [9] }, 1), None);

        Assert.Equal((2, 2, 3L), (updated.Record!.Number, updated.Record.Version, updated.Record.CatalogVersion));
        AssertSame(updated.Record, await Store.FindAsync(ResourceKind.Campaign, "second", None));
        Assert.Equal(Status.Paused, updated.Record.Status);
    }

    [SkippableFact]
    public async Task Write_Refused_NamesWhyAndChangesNothing()
    {
        var first = (await CreateAsync(Campaign("spring", "acme"))).Record!;

        var again = await CreateAsync(Campaign("spring", "acme") with { Body = [9] });
        var stale = await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Body = [9] }, 7), None);
        var missing = await Store.WriteAsync(new CatalogWrite(Campaign("summer", "acme"), 1), None);

        Assert.Equal(CatalogWriteOutcome.AlreadyExists, again.Outcome);
        AssertSame(first, again.Record);
        Assert.Equal(CatalogWriteOutcome.VersionConflict, stale.Outcome);
        AssertSame(first, stale.Record);
        Assert.Equal(CatalogWriteOutcome.NotFound, missing.Outcome);
        Assert.Null(missing.Record);
        Assert.Equal(1, await Store.ReadCatalogVersionAsync(None));
        AssertSame(first, await Store.FindAsync(ResourceKind.Campaign, "spring", None));
    }

    [SkippableFact]
    public async Task Write_NumberThatIsNotItsOwn_Throws()
    {
        await CreateAsync(Campaign("spring", "acme"));
        await Assert.ThrowsAsync<ArgumentException>(() => CreateAsync(Campaign("summer", "acme") with { Number = 7 }));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Number = 7 }, 1), None).AsTask());
        Assert.Equal(2, (await CreateAsync(Campaign("summer", "acme"))).Record!.Number);
    }

    [SkippableFact]
    public async Task Write_Numbers_CountPerKindAndAreNeverReused()
    {
        await CreateAsync(Campaign("a", "acme"));
        await Store.WriteAsync(new CatalogWrite(Campaign("a", "acme") with { Status = Status.Archived }, 1), None);
        await CloseAsync();
        Store = await OpenAsync();

        Assert.Equal(2, (await CreateAsync(Campaign("b", "acme"))).Record!.Number);
        Assert.Equal(1, (await CreateAsync(Resource(ResourceKind.Ad, "a", "b"))).Record!.Number);
    }

    [SkippableFact]
    public async Task Write_SameIdempotencyKeyAndRequest_ReturnsWhatItMadeThen()
    {
        var write = new CatalogWrite(Campaign("spring", "acme"), 0, "key-1", "hash-1");
        var first = (await Store.WriteAsync(write, None)).Record!;
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Body = [9] }, 1), None);
        await CloseAsync();
        Store = await OpenAsync();
        Time.Advance(TimeSpan.FromHours(24));
        await Store.WriteAsync(new CatalogWrite(Campaign("other", "acme"), 0, "key-2", "hash-2"), None);

        var repeat = await Store.WriteAsync(write, None);

        Assert.Equal(CatalogWriteOutcome.Repeated, repeat.Outcome);
        AssertSame(first, repeat.Record);
        Assert.Equal(2, (await Store.FindAsync(ResourceKind.Campaign, "spring", None))!.Version);
    }

    [SkippableFact]
    public async Task Write_SameIdempotencyKeyForAnotherRequest_IsRefused()
    {
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme"), 0, "key-1", "hash-1"), None);
        var other = await Store.WriteAsync(new CatalogWrite(Campaign("summer", "acme"), 0, "key-1", "hash-2"), None);

        Assert.Equal(CatalogWriteOutcome.KeyReused, other.Outcome);
        Assert.Null(await Store.FindAsync(ResourceKind.Campaign, "summer", None));
    }

    [SkippableFact]
    public async Task Write_RefusedWithIdempotencyKey_LeavesTheKeyFree()
    {
        await CreateAsync(Campaign("spring", "acme"));
        var write = new CatalogWrite(Campaign("spring", "acme"), 5, "key-1", "hash-1");
        Assert.Equal(CatalogWriteOutcome.VersionConflict, (await Store.WriteAsync(write, None)).Outcome);

        Assert.Equal(CatalogWriteOutcome.Written, (await Store.WriteAsync(write with { ExpectedVersion = 1 }, None)).Outcome);
    }

    [SkippableFact]
    public async Task Write_IdempotencyKeyAfterDays_IsForgotten()
    {
        await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme"), 0, "key-1", "hash-1"), None);
        Time.Advance(TimeSpan.FromDays(7));
        await Store.WriteAsync(new CatalogWrite(Campaign("other", "acme"), 0, "key-2", "hash-2"), None);

        Assert.Equal(CatalogWriteOutcome.Written, (await Store.WriteAsync(new CatalogWrite(Campaign("summer", "acme"), 0, "key-1", "hash-3"), None)).Outcome);
    }

    [SkippableFact]
    public async Task List_Pages_WalkAllInOrderOfId()
    {
        foreach (var id in (string[])["d", "b", "a", "c", "e"]) await CreateAsync(Campaign(id, "acme"));
        await CreateAsync(Resource(ResourceKind.Ad, "bb", "b"));
        var seen = new List<string>();
        for (var page = await Page(""); page.Count > 0; page = await Page(page[^1].Id)) seen.AddRange(page.Select(record => record.Id));

        Assert.Equal(["a", "b", "c", "d", "e"], seen);

        ValueTask<IReadOnlyList<CatalogRecord>> Page(string after) => Store.ListAsync(ResourceKind.Campaign, "", after, 2, includeArchived: false, None);
    }

    [SkippableTheory]
    [InlineData("", false, "a,b")]
    [InlineData("", true, "a,b,c")]
    [InlineData("acme", true, "a,c")]
    [InlineData("acme", false, "a")]
    [InlineData("nobody", true, "")]
    public async Task List_Filters_Hold(string parent, bool includeArchived, string expected)
    {
        await CreateAsync(Campaign("a", "acme"));
        await CreateAsync(Campaign("b", "zenith"));
        await CreateAsync(Campaign("c", "acme") with { Status = Status.Archived });

        var listed = await Store.ListAsync(ResourceKind.Campaign, parent, "", 10, includeArchived, None);

        Assert.Equal(expected, string.Join(',', listed.Select(record => record.Id)));
    }

    [SkippableFact]
    public async Task ReadChanges_AfterAVersion_HoldsEachChangedRecordOnceInOrder()
    {
        await CreateAsync(Resource(ResourceKind.Advertiser, "acme", ""));
        await CreateAsync(Campaign("a", "acme"));
        await CreateAsync(Campaign("b", "acme"));
        await Store.WriteAsync(new CatalogWrite(Campaign("a", "acme") with { Body = [2] }, 1), None);

        Assert.Equal(4, await Store.ReadCatalogVersionAsync(None));
        Assert.Equal([("acme", 1L), ("b", 3L), ("a", 4L)], await ChangesAsync(0, 10));
        Assert.Equal([("b", 3L)], await ChangesAsync(1, 1));
        Assert.Equal([("a", 4L)], await ChangesAsync(3, 10));
        Assert.Empty(await ChangesAsync(4, 10));
    }

    [SkippableFact]
    public async Task Write_ManyAtOnce_EachGetsItsOwnNumberAndCatalogVersion()
    {
        var written = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => CreateAsync(Campaign($"c{i}", "acme"))));

        Assert.Equal(Enumerable.Range(1, 40), written.Select(result => result.Record!.Number).Order());
        Assert.Equal(Enumerable.Range(1, 40).Select(i => (long)i), written.Select(result => result.Record!.CatalogVersion).Order());
    }

    [SkippableFact]
    public async Task Write_UpdatesOfOneVersionAtOnce_OneWins()
    {
        await CreateAsync(Campaign("spring", "acme"));
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
            (await Store.WriteAsync(new CatalogWrite(Campaign("spring", "acme") with { Body = [(byte)i] }, 1), None)).Outcome));

        Assert.Single(outcomes, CatalogWriteOutcome.Written);
        Assert.Equal(7, outcomes.Count(outcome => outcome == CatalogWriteOutcome.VersionConflict));
    }

    private static CatalogRecord Campaign(string id, string advertiser) => Resource(ResourceKind.Campaign, id, advertiser);

    private static CatalogRecord Resource(ResourceKind kind, string id, string parent) => new()
    {
        Kind = kind,
        Id = id,
        Number = 0,
        Version = 0,
        ParentId = parent,
        Status = Status.Active,
        UpdatedAtMs = 1_790_000_000_000,
        Body = Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\"}}"),
    };

    private async Task<CatalogWriteResult> CreateAsync(CatalogRecord record) => await Store.WriteAsync(new CatalogWrite(record, 0), None);

    private async Task<List<(string Id, long Version)>> ChangesAsync(long after, int count) =>
        [.. (await Store.ReadChangesAsync(after, count, None)).Select(record => (record.Id, record.CatalogVersion))];

    private static void AssertSame(CatalogRecord expected, CatalogRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Body, actual.Body);
        Assert.Equal(expected with { Body = actual.Body }, actual);
    }
}
