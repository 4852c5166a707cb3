using Bidding.Core.Access;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The JSON form of a key, as it is stored.</summary>
internal static class KeyDefinition
{
    public static ApiKey Read(DefinitionReader json) => new()
    {
        Id = json.RequiredText("id"),
        Name = json.RequiredText("name"),
        Status = json.Name("status", CatalogNames.Statuses, Status.Active),
        Role = json.Name("role", CatalogNames.Roles, AccessRole.None),
        ExchangeId = json.Text("exchange_id"),
        AdvertiserIds = json.Texts("advertiser_ids"),
        SecretHash = json.Text("secret_hash"),
        CertificateHash = json.Text("certificate_sha256"),
        ExpiresAt = json.Moment("expires_at"),
    };

    public static void Write(DefinitionWriter json, ApiKey key)
    {
        json.Text("id", key.Id);
        json.Text("name", key.Name);
        json.Name("status", CatalogNames.Statuses, key.Status);
        json.Name("role", CatalogNames.Roles, key.Role);
        json.Text("exchange_id", key.ExchangeId);
        json.Texts("advertiser_ids", key.AdvertiserIds);
        json.Text("secret_hash", key.SecretHash);
        json.Text("certificate_sha256", key.CertificateHash);
        json.Moment("expires_at", key.ExpiresAt);
    }
}
