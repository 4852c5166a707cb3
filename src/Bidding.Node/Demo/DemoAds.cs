using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.Node.Demo;

/// <summary>Four ads for each demo campaign, one per format, and a second banner for the optimizer to choose between.</summary>
internal static class DemoAds
{
    private static readonly IReadOnlyList<AdSize> Sizes = [new(300, 250), new(728, 90), new(320, 50), new(160, 600), new(300, 600)];

    public static IEnumerable<Ad> Make(Campaign campaign)
    {
        foreach (var variant in (string[])["a", "b"])
        {
            yield return New(campaign, $"banner-{variant}") with
            {
                Banner = new()
                {
                    Sizes = Sizes,
                    ImageUrl = $"https://cdn.example/{campaign.Id}/banner-{variant}-{{width}}x{{height}}.png",
                    AltText = $"{campaign.Name}, version {variant.ToUpperInvariant()}",
                },
            };
        }

        yield return New(campaign, "video") with { Video = Video(campaign) };
        yield return New(campaign, "audio") with
        {
            Audio = new()
            {
                Files = [new($"https://cdn.example/{campaign.Id}/spot.mp3", "audio/mpeg", 0, 0, 128)],
                Duration = Duration.FromSeconds(20),
                Title = campaign.Name,
            },
        };
        yield return New(campaign, "native") with
        {
            Native = new()
            {
                Title = $"{campaign.Name}: see what is new",
                Body = "Made to last, and made nearby. Try it for thirty days.",
                Sponsored = campaign.AdvertiserId,
                CallToAction = "Learn more",
                Icon = new($"https://cdn.example/{campaign.Id}/icon.png", 80, 80),
                Images = [new($"https://cdn.example/{campaign.Id}/main.jpg", 1200, 627)],
                Video = Video(campaign),
            },
        };
    }

    private static VideoCreative Video(Campaign campaign) => new()
    {
        Files = [new($"https://cdn.example/{campaign.Id}/spot.mp4", "video/mp4", 1280, 720, 2000)],
        Duration = Duration.FromSeconds(15),
        Title = campaign.Name,
    };

    private static Ad New(Campaign campaign, string name) => new()
    {
        Id = $"{campaign.Id}-{name}",
        CampaignId = campaign.Id,
        Name = $"{campaign.Name}: {name}",
        LandingUrl = $"https://{campaign.AdvertiserId}.example/offer?from={campaign.Id}",
        Adomain = [$"{campaign.AdvertiserId}.example"],
        Categories = ["IAB3"],
    };
}
