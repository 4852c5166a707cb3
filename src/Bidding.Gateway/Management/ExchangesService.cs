using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Bidding.Protocol.V1;
using Grpc.Core;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management;

/// <summary>Exchanges over gRPC, and as JSON by their annotations.</summary>
internal sealed class ExchangesService(IGrainFactory grains) : Exchanges.ExchangesBase
{
    private readonly ResourceCalls<Wire.Exchange> _exchanges = new(grains.GetGrain<ICatalogGrain>(0), ResourceKind.Exchange);

    public override Task<Wire.Exchange> CreateExchange(CreateExchangeRequest request, ServerCallContext context) =>
        _exchanges.Create(Caller.Of(context), request.Exchange, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Exchange> GetExchange(GetExchangeRequest request, ServerCallContext context) => _exchanges.Get(Caller.Of(context), request.Id);

    public override async Task<ListExchangesResponse> ListExchanges(ListExchangesRequest request, ServerCallContext context)
    {
        var (resources, next) = await _exchanges.List(Caller.Of(context), "", request.PageSize, request.PageToken, request.IncludeArchived);
        return new() { Exchanges = { resources }, NextPageToken = next };
    }

    public override Task<Wire.Exchange> UpdateExchange(UpdateExchangeRequest request, ServerCallContext context) =>
        _exchanges.Update(Caller.Of(context), request.Exchange, request.UpdateMask, request.ExpectedVersion, request.ValidateOnly, request.IdempotencyKey);

    public override Task<Wire.Exchange> PauseExchange(ChangeStatusRequest request, ServerCallContext context) => _exchanges.Change(Caller.Of(context), CatalogVerb.Pause, request);

    public override Task<Wire.Exchange> ResumeExchange(ChangeStatusRequest request, ServerCallContext context) => _exchanges.Change(Caller.Of(context), CatalogVerb.Resume, request);

    public override Task<Wire.Exchange> ArchiveExchange(ChangeStatusRequest request, ServerCallContext context) => _exchanges.Change(Caller.Of(context), CatalogVerb.Archive, request);
}
