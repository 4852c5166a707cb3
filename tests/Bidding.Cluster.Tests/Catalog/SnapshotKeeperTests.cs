using System.Text;
using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Gateway.Snapshots;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidding.Cluster.Tests.Catalog;

[Collection(CatalogCollection.Name)]
public sealed class SnapshotKeeperTests(CatalogHost host)
{
    [Fact]
    public async Task Current_AfterAChange_HoldsIt()
    {
        using var keeper = new SnapshotKeeper(host.Grains, new CatalogDirectory(), new KeyRing(), new LiveCampaigns(), ExchangeRates.None, TimeProvider.System, NullLogger<SnapshotKeeper>.Instance);
        await keeper.StartAsync(CancellationToken.None);
        try
        {
            await Eventually.TrueAsync(() => keeper.Missing.Length == 0, TimeSpan.FromSeconds(20), "the catalog was not read");
            var id = host.NewId("seen");
            await WriteAsync(ResourceKind.Advertiser, $$"""{"id":"{{id}}","name":"A"}""");
            await WriteAsync(
                ResourceKind.Campaign,
                $$"""{"id":"{{id}}","advertiser_id":"{{id}}","name":"C","budget":{"currency":"USD","daily":"1"},"flight":{"start":"2026-01-01T00:00:00Z"},"pricing":{"model":"cpc","payout":"1"} }""");

            await Eventually.TrueAsync(() => keeper.Current.CurrentCampaigns.Any(campaign => campaign.Definition.Id == id), TimeSpan.FromSeconds(20), "the campaign did not arrive");
        }
        finally
        {
            await keeper.StopAsync(CancellationToken.None);
        }
    }

    private async Task WriteAsync(ResourceKind kind, string json)
    {
        var reply = await host.Catalog.Write(new CatalogCommand(kind, CatalogVerb.Create, "", Encoding.UTF8.GetBytes(json), [], 0, false, ""));
        Assert.Empty(reply.Errors);
    }
}
