using Bidding.Core.Access;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Which keys may be.</summary>
internal static class KeyRules
{
    private const int AdvertisersMax = 1000;
    private const int HashChars = KeySecret.HashSize * 2;

    public static void Check(ApiKey key, FieldErrors errors)
    {
        errors.CheckId("id", key.Id);
        errors.CheckName(key.Name);
        errors.AddIf(key.Role == AccessRole.None, "role", "is required: exchange, conversions, viewer, optimizer, operator or admin");
        errors.AddIf(key.Role == AccessRole.Exchange && key.ExchangeId.Length == 0, "exchange_id", "is required with role exchange");
        errors.AddIf(key.Role != AccessRole.Exchange && key.ExchangeId.Length > 0, "exchange_id", "is only for role exchange; remove it");
        errors.AddIf(
            key.AdvertiserIds.Count > 0 && key.Role is not (AccessRole.Conversions or AccessRole.Viewer or AccessRole.Optimizer),
            "advertiser_ids", "is only for the roles conversions, viewer and optimizer: the others see all advertisers");
        errors.CheckCount("advertiser_ids", key.AdvertiserIds.Count, AdvertisersMax);
        errors.CheckDistinct("advertiser_ids", key.AdvertiserIds);
        foreach (var advertiser in key.AdvertiserIds)
        {
            errors.CheckId("advertiser_ids", advertiser);
        }

        errors.AddIf(key.SecretHash.Length == 0 == (key.CertificateHash.Length == 0), "certificate_sha256", "a key has either a secret or a certificate");
        errors.AddIf(key.SecretHash.Length > 0 && !IsHash(key.SecretHash), "secret_hash", "must be a SHA-256 in small hexadecimal digits");
        errors.AddIf(key.CertificateHash.Length > 0 && !IsHash(key.CertificateHash), "certificate_sha256", "must be a certificate's SHA-256 in small hexadecimal digits");
    }

    private static bool IsHash(string text) => text.Length == HashChars && text.All(char.IsAsciiHexDigitLower);
}
