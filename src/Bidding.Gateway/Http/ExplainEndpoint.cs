using Bidding.Core.Snapshots;
using Bidding.Gateway.Access;
using Bidding.Gateway.Explain;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidding.Gateway.Http;

/// <summary><c>POST /v1/explain?exchange=ID</c> with a bid request as JSON: per imp and campaign, the first rule that dropped it, or how its price came about.</summary>
internal sealed class ExplainEndpoint(ExplainPath path)
{
    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapPost("/v1/explain", (RequestDelegate)ExplainAsync).WithMetadata(Door.Operator);

    public async Task AnswerAsync(HttpContext context, BidRequest request, CompiledExchange exchange)
    {
        var explanation = await path.ExplainAsync(request, exchange);
        await HttpAnswers.JsonAsync(context, StatusCodes.Status200OK, ExplanationJson.Write(request.Id, exchange.Id, explanation));
    }

    private async Task ExplainAsync(HttpContext context)
    {
        if (path.FindExchange(context.Request.Query["exchange"]) is not { } exchange)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status404NotFound, "name an exchange that is known here, as in ?exchange=demo");
            return;
        }

        var request = new BidRequest();
        var error = await ReadAsync(context, request);
        if (error.Length > 0)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        await AnswerAsync(context, request, exchange);
    }

    private static async ValueTask<string> ReadAsync(HttpContext context, BidRequest request)
    {
        using var body = await RequestBody.ReadAsync(context.Request, context.RequestAborted);
        return body.Error.Length > 0 ? body.Error
            : !OpenRtbJson.TryRead(body.Bytes, request, out var error) ? error.ToString()
            : RequestValidator.Check(request)?.ToString() ?? "";
    }
}
