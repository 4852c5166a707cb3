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
    private const int Samples = 60;

    /// <summary>The mean per imp over some of the requests: campaigns that every rule lets through, to be priced and compared.</summary>
    public static async Task<double> MeasureAsync(Uri node, IReadOnlyList<BidRequest> requests, CancellationToken cancel)
    {
        using var http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(60) };
        var (imps, eligible) = (0, 0);
        for (var i = 0; i < Math.Min(Samples, requests.Count); i++)
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
