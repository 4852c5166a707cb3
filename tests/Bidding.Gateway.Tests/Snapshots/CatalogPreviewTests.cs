using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Snapshots;

namespace Bidding.GatewayTests.Snapshots;

public sealed class CatalogPreviewTests
{
    [Fact]
    public async Task Take_OfACatalogOfSeveralPages_HoldsAllInTheirOrder()
    {
        var pages = await PreviewAsync(new Catalog(2_345));
        Assert.Equal(Enumerable.Range(1, 2_345), pages.SelectMany(page => page.Resources).Select(resource => ((Advertiser)resource).Number.Value));
        Assert.Equal([1000, 2000, 2345], pages.Select(page => page.CatalogVersion));
    }

    [Fact]
    public async Task Take_WhereOneDefinitionCannotBeRead_EndsBeforeItsPage()
    {
        var pages = await PreviewAsync(new Catalog(2_345) { Damaged = 1_500 });
        Assert.Equal(1000, Assert.Single(pages).CatalogVersion);
    }

    [Fact]
    public async Task Take_WhereTheStoreStopsAnswering_HoldsWhatCameBefore()
    {
        var pages = await PreviewAsync(new Catalog(2_345) { SilentFrom = 2_000 });
        Assert.Equal([1000, 2000], pages.Select(page => page.CatalogVersion));
    }

    [Fact]
    public async Task Take_WithoutAStore_HoldsNothing() =>
        Assert.Empty(await CatalogPreview.Start(() => throw new IOException("no such file")).TakeAsync());

    [Fact]
    public async Task Take_ASecondTime_HoldsNothing()
    {
        var preview = CatalogPreview.Start(() => new Catalog(3));
        Assert.Single(await preview.TakeAsync());
        Assert.Empty(await preview.TakeAsync());
    }

    private static Task<IReadOnlyList<CatalogPage>> PreviewAsync(Catalog catalog) => CatalogPreview.Start(() => catalog).TakeAsync();

    private sealed class Catalog(int count) : ICatalogReader
    {
        public int Damaged { get; init; }
        public int SilentFrom { get; init; } = int.MaxValue;

        public ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int max, CancellationToken cancel)
        {
            if (afterCatalogVersion >= SilentFrom)
            {
                throw new CatalogUnavailableException("silent");
            }

            var from = (int)afterCatalogVersion + 1;
            return new([.. Enumerable.Range(from, Math.Min(max, count - from + 1)).Select(Record)]);
        }

        public ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(ResourceKind kind, string parentId, string afterId, int max, bool includeArchived, CancellationToken cancel) =>
            throw new NotSupportedException();

        public ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel) => throw new NotSupportedException();

        public ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel) => throw new NotSupportedException();

        private CatalogRecord Record(int number)
        {
            var body = CatalogJson.Write(new Advertiser { Id = $"a{number}", Name = "A" });
            return new()
            {
                Kind = ResourceKind.Advertiser,
                Id = $"a{number}",
                Number = number,
                Version = 1,
                ParentId = "",
                Status = Status.Active,
                CatalogVersion = number,
                UpdatedAtMs = 0,
                Body = number == Damaged ? body[1..] : body,
            };
        }
    }
}
