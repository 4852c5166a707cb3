using System.Text.Json;
using Bidding.Core.Access;
using Bidding.Core.Campaigns.Definitions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bidding.Gateway.Access;

/// <summary>
/// Which JSON web tokens are accepted: of one issuer, for one audience, signed by one key with one algorithm, not expired. <c>sub</c> says who it is, <c>role</c> what they
/// may do, <c>advertisers</c> (a list; absent: all) whom they see. Any thread.
/// </summary>
public sealed class TokenRules
{
    private const string RoleClaim = "role";
    private const string AdvertisersClaim = "advertisers";
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly TokenValidationParameters _parameters;

    /// <param name="algorithm">Such as <c>RS256</c>: the only one accepted, so that no token chooses how it is checked.</param>
    public TokenRules(string issuer, string audience, string algorithm, SecurityKey key, TimeProvider time)
    {
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = issuer,
            ValidAudience = audience,
            ValidAlgorithms = [algorithm],
            IssuerSigningKey = key,
            RequireSignedTokens = true,
            RequireExpirationTime = true,
            LifetimeValidator = (notBefore, expires, _, _) =>
            {
                var now = time.GetUtcNow().UtcDateTime;
                return expires is { } end && now < end + Skew && (notBefore is not { } start || now >= start - Skew);
            },
        };
    }

    /// <summary>Null for a token that is not accepted.</summary>
    internal async Task<Caller?> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, _parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken { Subject.Length: > 0 } valid)
        {
            return null;
        }

        // As it was signed: the library's claims would leave room for what a list of one, or of none, becomes.
        using var payload = JsonDocument.Parse(Base64UrlEncoder.Decode(valid.EncodedPayload));
        var claims = payload.RootElement;
        if (!claims.TryGetProperty(RoleClaim, out var name) || name.ValueKind != JsonValueKind.String
            || !CatalogNames.Roles.TryParse(name.GetString()!, out var role) || role < AccessRole.Conversions)
        {
            return null;
        }

        IReadOnlyList<string>? advertisers = null;
        if (claims.TryGetProperty(AdvertisersClaim, out var listed))
        {
            // Whatever is there and names nobody sees nobody: it must never come to mean all.
            if (role > AccessRole.Optimizer || listed.ValueKind != JsonValueKind.Array || listed.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.String))
            {
                return null;
            }

            advertisers = [.. listed.EnumerateArray().Select(one => one.GetString()!)];
        }

        return new($"token:{valid.Subject}@{valid.Issuer}", role, advertisers);
    }
}
