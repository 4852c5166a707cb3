using Bidding.Core.Attribution;
using Bidding.Core.Ledger;
using Bidding.Gateway.Access;
using Bidding.Gateway.Snapshots;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bidding.Gateway.Http;

/// <summary>The click redirect: counts the click durably, then sends the browser to the ad's landing page with a click id and UTM parameters.</summary>
internal static class ClickEndpoint
{
    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet("/c/{token}", (RequestDelegate)ClickAsync).WithMetadata(Door.Public);

    private static async Task ClickAsync(HttpContext context)
    {
        var intake = await NoticeEndpoints.TakeAsync(context, NoticeKind.Click);
        if (await NoticeEndpoints.RefusedAsync(context, intake.Token))
        {
            return;
        }

        if (!intake.IsDurable)
        {
            await HttpAnswers.UnavailableAsync(context);
            return;
        }

        if (LandingOf(context.RequestServices, intake.Notice!) is not { } landing)
        {
            await HttpAnswers.ErrorAsync(context, StatusCodes.Status410Gone, "the ad is not known any more");
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer-when-downgrade";
        context.Response.Headers.Location = landing;
        context.Response.StatusCode = StatusCodes.Status302Found;
    }

    private static string? LandingOf(IServiceProvider services, Notice click)
    {
        var catalog = services.GetRequiredService<CatalogDirectory>();
        var token = click.Token;
        if (catalog.Find(token.Ad) is not { } ad || catalog.Find(token.Campaign) is not { } campaign)
        {
            return null;
        }

        var id = new ClickId
        {
            Bid = token.Bid,
            Campaign = token.Campaign,
            CampaignVersion = token.CampaignVersion,
            Ad = token.Ad,
            Exchange = token.Exchange,
            ClickedAtMs = click.AcceptedAtMs,
            Test = token.Test,
            UserAllowed = token.UserAllowed,
        };
        return LandingUrl.Build(ad.LandingUrl, new LandingContext
        {
            AdvertiserId = campaign.AdvertiserId,
            CampaignId = campaign.Id,
            AdId = ad.Id,
            ExchangeId = catalog.Find(token.Exchange)?.Id ?? "",
            Format = ad.Format,
            ClickId = services.GetRequiredService<ClickIdCodec>().Encode(id),
        });
    }
}
