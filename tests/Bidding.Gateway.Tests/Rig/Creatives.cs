using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.GatewayTests.Rig;

/// <summary>One ad of each format.</summary>
internal static class Creatives
{
    public static Ad Banner(Ad ad) => ad with
    {
        Banner = new() { Sizes = [new(300, 250)], ImageUrl = "https://cdn.example/a.png?x=1&y=\"2\"", AltText = "Buy <now>" },
    };

    public static Ad Html(Ad ad) => ad with
    {
        Banner = new() { Sizes = [new(300, 250)], Html = "<a href=\"{click_url}\">go</a><img src=\"{impression_url}\">" },
    };

    public static Ad Video(Ad ad) => ad with
    {
        Video = new()
        {
            Duration = Duration.FromMilliseconds(15_500),
            SkipAfter = Duration.FromSeconds(5),
            Title = "A <video>",
            Files = [new("https://cdn.example/v.webm", "video/webm", 640, 360, 800), new("https://cdn.example/v.mp4?a=1&b=2", "video/mp4", 1280, 720, 1500)],
        },
    };

    public static Ad Audio(Ad ad) => ad with
    {
        Audio = new() { Duration = Duration.FromSeconds(30), Title = "Listen", Files = [new("https://cdn.example/s.mp3", "audio/mpeg", 0, 0, 128)] },
    };

    public static Ad Native(Ad ad) => ad with
    {
        Native = new()
        {
            Title = "A fine \"title\"",
            Body = "The body",
            Sponsored = "Acme",
            CallToAction = "Go",
            Icon = new("https://cdn.example/i.png", 80, 80),
            Images = [new("https://cdn.example/m.png", 1200, 627)],
        },
    };
}
