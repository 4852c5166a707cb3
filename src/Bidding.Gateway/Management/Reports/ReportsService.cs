using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Protocol.V1;
using Grpc.Core;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management.Reports;

/// <summary>Live figures, asked of the campaigns themselves. Any thread.</summary>
internal sealed class ReportsService(IGrainFactory grains) : Wire.Reports.ReportsBase
{
    /// <summary>Campaigns asked at once: each may have to be activated and folded first.</summary>
    internal const int AskedAtOnce = 16;

    private readonly ICatalogGrain _catalog = grains.GetGrain<ICatalogGrain>(0);
    private readonly CatalogScope _scope = new(grains.GetGrain<ICatalogGrain>(0));

    public override async Task<Wire.CampaignFigures> GetCampaignFigures(GetCampaignFiguresRequest request, ServerCallContext context) =>
        await FiguresOf(await _scope.Find(Caller.Of(context), ResourceKind.Campaign, request.CampaignId));

    public override async Task<ListCampaignFiguresResponse> ListCampaignFigures(ListCampaignFiguresRequest request, ServerCallContext context)
    {
        var page = Page.Of(request.PageSize, request.PageToken);
        var campaigns = await _scope.List(Caller.Of(context), ResourceKind.Campaign, request.AdvertiserId, page, includeArchived: false);
        var response = new ListCampaignFiguresResponse { NextPageToken = page.NextToken([.. campaigns.Select(campaign => campaign.Id)]) };
        foreach (var some in campaigns.Chunk(AskedAtOnce))
        {
            response.Figures.AddRange(await Task.WhenAll(some.Select(FiguresOf)));
        }

        return response;
    }

    private async Task<Wire.CampaignFigures> FiguresOf(CatalogEntry campaign)
    {
        var figures = CatalogCalls.Answered(grains.GetGrain<ICampaignGrain>(campaign.Number).Figures());
        var ads = CatalogCalls.Answered(_catalog.List(ResourceKind.Ad, campaign.Id, "", Page.SizeMax, includeArchived: true));
        return FiguresMapping.ToWire(campaign.ToCampaign(), [.. (await ads).Select(ad => ad.ToAd())], await figures);
    }
}
