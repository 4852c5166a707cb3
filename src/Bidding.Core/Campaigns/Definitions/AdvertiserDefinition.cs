namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of an advertiser.</summary>
internal static class AdvertiserDefinition
{
    public static Advertiser Read(DefinitionReader json) => new()
    {
        Id = json.RequiredText("id"),
        Name = json.RequiredText("name"),
        Status = json.Name("status", CatalogNames.Statuses, Status.Active),
    };

    public static void Write(DefinitionWriter json, Advertiser advertiser)
    {
        json.Text("id", advertiser.Id);
        json.Text("name", advertiser.Name);
        json.Name("status", CatalogNames.Statuses, advertiser.Status);
    }
}
