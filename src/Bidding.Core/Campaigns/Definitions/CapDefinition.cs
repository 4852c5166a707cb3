using NodaTime;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a frequency cap.</summary>
internal static class CapDefinition
{
    public static FrequencyCap Read(DefinitionReader cap)
    {
        var window = cap.Time("window");
        if (!cap.Has("window"))
        {
            cap.Fail("window", "is required");
        }

        var result = new FrequencyCap(cap.Int("impressions"), window ?? Duration.Zero, cap.Name("scope", CatalogNames.CapScopes, CapScope.Campaign));
        cap.RefuseUnknown();
        return result;
    }

    public static void Write(DefinitionWriter json, FrequencyCap cap)
    {
        json.Number("impressions", cap.Impressions);
        json.Time("window", cap.Window);
        json.Name("scope", CatalogNames.CapScopes, cap.Scope);
    }
}
