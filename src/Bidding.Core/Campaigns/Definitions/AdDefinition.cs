using Bidding.Core.Targeting;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of an ad.</summary>
internal static class AdDefinition
{
    private static readonly string[] Creatives = ["banner", "video", "audio", "native"];

    public static Ad Read(DefinitionReader json)
    {
        if (Creatives.Count(json.Has) != 1)
        {
            json.Fail(Creatives.FirstOrDefault(json.Has) ?? "banner", "an ad has exactly one of banner, video, audio and native; make an ad for each");
        }

        return new()
        {
            Id = json.RequiredText("id"),
            CampaignId = json.RequiredText("campaign_id"),
            Campaign = new(json.Int("campaign_number")),
            Name = json.RequiredText("name"),
            Status = json.Name("status", CatalogNames.Statuses, Status.Active),
            LandingUrl = json.RequiredText("landing_url"),
            Adomain = json.Texts("adomain"),
            Categories = json.Texts("categories"),
            Cattax = json.Int("cattax", 1),
            Attributes = json.Ints("attributes"),
            Bundle = json.Text("bundle"),
            Language = json.Text("language"),
            Banner = json.Object("banner") is { } banner ? CreativeDefinition.ReadBanner(banner) : null,
            Video = json.Object("video") is { } video ? CreativeDefinition.ReadVideo(video) : null,
            Audio = json.Object("audio") is { } audio ? CreativeDefinition.ReadAudio(audio) : null,
            Native = json.Object("native") is { } native ? CreativeDefinition.ReadNative(native) : null,
            Targeting = json.Object("targeting") is { } targeting ? TargetingDefinition.Read(targeting) : TargetingSpec.Everything,
        };
    }

    public static void Write(DefinitionWriter json, Ad ad)
    {
        json.Text("id", ad.Id);
        json.Text("campaign_id", ad.CampaignId);
        json.Number("campaign_number", ad.Campaign.Value, unless: 0);
        json.Text("name", ad.Name);
        json.Name("status", CatalogNames.Statuses, ad.Status);
        json.Text("landing_url", ad.LandingUrl);
        json.Texts("adomain", ad.Adomain);
        json.Texts("categories", ad.Categories);
        json.Number("cattax", ad.Cattax);
        json.Ints("attributes", ad.Attributes);
        json.Text("bundle", ad.Bundle);
        json.Text("language", ad.Language);
        if (ad.Banner is { } banner)
        {
            json.Object("banner", () => CreativeDefinition.Write(json, banner));
        }

        if (ad.Video is { } video)
        {
            json.Object("video", () => CreativeDefinition.Write(json, video));
        }

        if (ad.Audio is { } audio)
        {
            json.Object("audio", () => CreativeDefinition.Write(json, audio));
        }

        if (ad.Native is { } native)
        {
            json.Object("native", () => CreativeDefinition.Write(json, native));
        }

        json.Object("targeting", () => TargetingDefinition.Write(json, ad.Targeting));
    }
}
