using System.Net.Http.Headers;
using System.Text.Json;
using Bidding.LoadTest.Load.Catalog;
using Bidding.LoadTest.Load.Client;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.LoadTest.Load.Requests;

/// <summary>How many campaigns could bid on a request, by the node's own explanations: a catalog of which hardly any campaign fits would be no load.</summary>
internal static class Eligibility
{
    // An explanation speaks of every campaign: of many campaigns, fewer requests tell as much.
    private const int SamplesMax = 60;
    private const int SamplesMin = 10;
    private const int CampaignsExplainedMax = 500_000;

    /// <summary>The mean per imp over some of the requests: campaigns that every rule lets through, to be priced and compared.</summary>
    public static async Task<double> MeasureAsync(Uri node, int campaigns, IReadOnlyList<BidRequest> requests, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
        var (imps, eligible) = (0, 0);
        var samples = Math.Clamp(CampaignsExplainedMax / campaigns, SamplesMin, SamplesMax);
        for (var i = 0; i < Math.Min(samples, requests.Count); i++)
        {
            var request = requests[i].Clone();
            request.Id = request.Id.Replace(RequestId.Marker, "explain-", StringComparison.Ordinal);
            using var body = new ByteArrayContent(OpenRtbJson.WriteBytes(request));
            body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync($"/v1/explain?exchange={LoadCatalog.ExchangeId}", body, cancel);
            answer.EnsureSuccessStatusCode();
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancel));
            foreach (var imp in json.RootElement.GetProperty("imps").EnumerateArray())
            {
                imps++;
                eligible += imp.GetProperty("campaigns").EnumerateArray().Count(campaign => campaign.TryGetProperty("price", out _));
            }
        }

        return imps == 0 ? 0 : eligible / (double)imps;
    }
}
