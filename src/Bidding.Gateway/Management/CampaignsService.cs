using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Protocol.V1;
using Grpc.Core;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management;

/// <summary>Advertisers, campaigns and ads over gRPC, and as JSON by their annotations.</summary>
internal sealed class CampaignsService(IGrainFactory grains) : Campaigns.CampaignsBase
{
    private readonly ResourceCalls<Wire.Advertiser> _advertisers = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Advertiser);
    private readonly ResourceCalls<Wire.Campaign> _campaigns = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Campaign);
    private readonly ResourceCalls<Wire.Ad> _ads = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Ad);

    public override Task<Wire.Advertiser> CreateAdvertiser(CreateAdvertiserRequest request, ServerCallContext context) =>
        _advertisers.Create(Caller.Of(context), request.Advertiser, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Advertiser> GetAdvertiser(GetAdvertiserRequest request, ServerCallContext context) => _advertisers.Get(Caller.Of(context), request.Id);

    public override async Task<ListAdvertisersResponse> ListAdvertisers(ListAdvertisersRequest request, ServerCallContext context)
    {
        var (resources, next) = await _advertisers.List(Caller.Of(context), "", request.PageSize, request.PageToken, request.IncludeArchived);
        return new() { Advertisers = { resources }, NextPageToken = next };
    }

    public override Task<Wire.Advertiser> UpdateAdvertiser(UpdateAdvertiserRequest request, ServerCallContext context) =>
        _advertisers.Update(Caller.Of(context), request.Advertiser, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Advertiser> PauseAdvertiser(ChangeStatusRequest request, ServerCallContext context) => _advertisers.Change(Caller.Of(context), CatalogVerb.Pause, request);

    public override Task<Wire.Advertiser> ResumeAdvertiser(ChangeStatusRequest request, ServerCallContext context) => _advertisers.Change(Caller.Of(context), CatalogVerb.Resume, request);

    public override Task<Wire.Advertiser> ArchiveAdvertiser(ChangeStatusRequest request, ServerCallContext context) => _advertisers.Change(Caller.Of(context), CatalogVerb.Archive, request);

    public override Task<Wire.Campaign> CreateCampaign(CreateCampaignRequest request, ServerCallContext context) =>
        _campaigns.Create(Caller.Of(context), request.Campaign, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Campaign> GetCampaign(GetCampaignRequest request, ServerCallContext context) => _campaigns.Get(Caller.Of(context), request.Id);

    public override async Task<ListCampaignsResponse> ListCampaigns(ListCampaignsRequest request, ServerCallContext context)
    {
        var (resources, next) = await _campaigns.List(Caller.Of(context), request.AdvertiserId, request.PageSize, request.PageToken, request.IncludeArchived);
        return new() { Campaigns = { resources }, NextPageToken = next };
    }

    public override Task<Wire.Campaign> UpdateCampaign(UpdateCampaignRequest request, ServerCallContext context) =>
        _campaigns.Update(Caller.Of(context), request.Campaign, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Campaign> PauseCampaign(ChangeStatusRequest request, ServerCallContext context) => _campaigns.Change(Caller.Of(context), CatalogVerb.Pause, request);

    public override Task<Wire.Campaign> ResumeCampaign(ChangeStatusRequest request, ServerCallContext context) => _campaigns.Change(Caller.Of(context), CatalogVerb.Resume, request);

    public override Task<Wire.Campaign> ArchiveCampaign(ChangeStatusRequest request, ServerCallContext context) => _campaigns.Change(Caller.Of(context), CatalogVerb.Archive, request);

    public override Task<Wire.Ad> CreateAd(CreateAdRequest request, ServerCallContext context) =>
        _ads.Create(Caller.Of(context), request.Ad, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Ad> GetAd(GetAdRequest request, ServerCallContext context) => _ads.Get(Caller.Of(context), request.Id);

    public override async Task<ListAdsResponse> ListAds(ListAdsRequest request, ServerCallContext context)
    {
        var (resources, next) = await _ads.List(Caller.Of(context), request.CampaignId, request.PageSize, request.PageToken, request.IncludeArchived);
        return new() { Ads = { resources }, NextPageToken = next };
    }

    public override Task<Wire.Ad> UpdateAd(UpdateAdRequest request, ServerCallContext context) =>
        _ads.Update(Caller.Of(context), request.Ad, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Ad> PauseAd(ChangeStatusRequest request, ServerCallContext context) => _ads.Change(Caller.Of(context), CatalogVerb.Pause, request);

    public override Task<Wire.Ad> ResumeAd(ChangeStatusRequest request, ServerCallContext context) => _ads.Change(Caller.Of(context), CatalogVerb.Resume, request);

    public override Task<Wire.Ad> ArchiveAd(ChangeStatusRequest request, ServerCallContext context) => _ads.Change(Caller.Of(context), CatalogVerb.Archive, request);
}
