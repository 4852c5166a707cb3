using System.Text;
using System.Text.RegularExpressions;
using Bidding.Protocol.OpenRtb;
using Bidding.Protocol.V1;
using Bidding.SystemTests.Processes;
using Grpc.Core;
using Grpc.Net.Client;

namespace Bidding.SystemTests.Bids;

/// <summary>A real node with the demo's catalog, and an exchange's connection to it.</summary>
internal sealed class DemoNode : IAsyncDisposable
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    public static readonly Metadata Demo = new() { { "x-exchange", "demo" } };

    private DemoNode(NodeProcess process)
    {
        Process = process;
        Channel = GrpcChannel.ForAddress(process.GrpcAddress);
        Bidder = new Bidder.BidderClient(Channel);
        Notices = new Notices.NoticesClient(Channel);
        // The click's redirect leads to the advertiser's site: it is looked at, not followed.
        Browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = process.HttpAddress };
    }

    public NodeProcess Process { get; }
    public GrpcChannel Channel { get; }
    public Bidder.BidderClient Bidder { get; }
    public Notices.NoticesClient Notices { get; }
    public HttpClient Browser { get; }

    public static async Task<DemoNode> StartAsync(string data) =>
        new(await NodeProcess.StartAsync(data, "--demo", "--demo-campaigns", "8", "--demo-seconds", "3600"));

    public static BidRequest Banner(string id = "r1") => new()
    {
        Id = id,
        Imp = { new BidRequest.Types.Imp { Id = "1", Banner = new() { W = 300, H = 250 } } },
        Site = new() { Domain = "news.example" },
        Device = new() { Devicetype = 2, Geo = new() { Country = "USA" } },
        User = new() { Id = "user-1" },
    };

    /// <summary>Asks until there is a bid: the first requests find campaigns without a lease.</summary>
    public async Task<BidResponse.Types.Bid> BidAsync()
    {
        BidResponse.Types.Bid? bid = null;
        await Eventually.TrueAsync(
            async () =>
            {
                var answer = await Bidder.BidAsync(Banner(), Demo);
                bid = answer.Seatbid.FirstOrDefault()?.Bid.FirstOrDefault();
                return bid is not null;
            },
            Deadline,
            () => "no bid");
        return bid!;
    }

    public static string Token(string url) => url.Split('?')[0].Split('/')[^1];

    public static string Expand(string url, double price) =>
        url.Replace("${AUCTION_PRICE}", price.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    public static string Find(string markup, string path) => Url(path).Match(markup).Value;

    public async Task<HttpResponseMessage> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        return await Browser.PostAsync(path, content);
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        Channel.Dispose();
        await Process.DisposeAsync();
    }

    private static Regex Url(string path) => new($"https?://[^\"'<>\\s\\]]+{path}[^\"'<>\\s\\]]+");
}
