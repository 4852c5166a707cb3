using Bidding.Contracts;
using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Gateway.Management.Reports;
using Bidding.Protocol.V1;
using Grpc.Core;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management.Portfolios;

/// <summary>Portfolios and their live figures over gRPC, and as JSON by their annotations. Any thread.</summary>
internal sealed class PortfoliosService(IGrainFactory grains) : Wire.Portfolios.PortfoliosBase
{
    private readonly ICatalogGrain _catalog = grains.GetGrain<ICatalogGrain>(0);
    private readonly CatalogScope _scope = new(grains.GetGrain<ICatalogGrain>(0));
    private readonly ResourceCalls<Wire.Portfolio> _portfolios = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Portfolio);

    public override Task<Wire.Portfolio> CreatePortfolio(CreatePortfolioRequest request, ServerCallContext context) =>
        _portfolios.Create(Caller.Of(context), request.Portfolio, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Portfolio> GetPortfolio(GetPortfolioRequest request, ServerCallContext context) => _portfolios.Get(Caller.Of(context), request.Id);

    public override async Task<ListPortfoliosResponse> ListPortfolios(ListPortfoliosRequest request, ServerCallContext context)
    {
        var (resources, next) = await _portfolios.List(Caller.Of(context), request.AdvertiserId, request.PageSize, request.PageToken, request.IncludeArchived);
        return new() { Portfolios = { resources }, NextPageToken = next };
    }

    public override Task<Wire.Portfolio> UpdatePortfolio(UpdatePortfolioRequest request, ServerCallContext context) =>
        _portfolios.Update(Caller.Of(context), request.Portfolio, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Portfolio> PausePortfolio(ChangeStatusRequest request, ServerCallContext context) => _portfolios.Change(Caller.Of(context), CatalogVerb.Pause, request);

    public override Task<Wire.Portfolio> ResumePortfolio(ChangeStatusRequest request, ServerCallContext context) => _portfolios.Change(Caller.Of(context), CatalogVerb.Resume, request);

    public override Task<Wire.Portfolio> ArchivePortfolio(ChangeStatusRequest request, ServerCallContext context) => _portfolios.Change(Caller.Of(context), CatalogVerb.Archive, request);

    public override async Task<Wire.PortfolioFigures> GetPortfolioFigures(GetPortfolioFiguresRequest request, ServerCallContext context)
    {
        var entry = await _scope.Find(Caller.Of(context), ResourceKind.Portfolio, request.PortfolioId);
        var portfolio = entry.ToPortfolio();
        var figures = await CatalogCalls.Answered(grains.GetGrain<IPortfolioGrain>(entry.Number).Figures());
        var members = new List<(Core.Campaigns.Campaign Campaign, Contracts.CampaignFigures Figures)>();
        foreach (var some in (await MembersAsync(portfolio)).Chunk(ReportsService.AskedAtOnce))
        {
            members.AddRange(await Task.WhenAll(some.Select(async campaign =>
                (campaign, await CatalogCalls.Answered(grains.GetGrain<ICampaignGrain>(campaign.Number.Value).Figures())))));
        }

        return PortfolioMapping.ToWire(portfolio, figures, members);
    }

    private async Task<List<Core.Campaigns.Campaign>> MembersAsync(Core.Campaigns.Portfolio portfolio)
    {
        var members = new List<Core.Campaigns.Campaign>();
        for (var after = ""; ;)
        {
            var page = await CatalogCalls.Answered(_catalog.List(ResourceKind.Campaign, portfolio.AdvertiserId, after, Page.SizeMax, includeArchived: true));
            members.AddRange(page.Select(campaign => campaign.ToCampaign() with { Status = campaign.Status }).Where(campaign => campaign.PortfolioId == portfolio.Id));
            if (page.Length < Page.SizeMax)
            {
                return members;
            }

            after = page[^1].Id;
        }
    }
}
