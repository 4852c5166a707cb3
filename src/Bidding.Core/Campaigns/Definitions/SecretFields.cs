using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bidding.Core.Campaigns.Definitions;

/// <summary>The fields of definitions that must not be shown or kept in the audit log. Pure; any thread.</summary>
public static class SecretFields
{
    private const int ShownDigits = 8;

    private static readonly string[] All = ["encryption_key", "integrity_key", "secret_hash"];

    /// <summary>The definition with each secret replaced by the start of its hash, so that a change of it shows and the secret does not.</summary>
    public static byte[] Redact(byte[] body)
    {
        if (JsonNode.Parse(body) is not JsonObject definition)
        {
            return [];
        }

        foreach (var name in All)
        {
            if (definition[name]?.ToString() is { Length: > 0 } secret)
            {
                definition[name] = $"secret, sha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))[..ShownDigits]}";
            }
        }

        return JsonSerializer.SerializeToUtf8Bytes(definition);
    }
}
