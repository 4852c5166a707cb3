using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Bidding.Cluster.Tests.Access;

/// <summary>JSON web tokens at the management API: good ones, and each way in which one is not.</summary>
[Collection(SecuredNodeCollection.Name)]
public sealed class TokenTests(SecuredNode node)
{
    [Fact]
    public async Task Token_ThatIsGood_MayDoWhatItsRoleSaysAndSeesItsAdvertisers()
    {
        var token = Make(claims => claims["advertisers"] = new[] { "acme" });
        using var own = await node.SendAsync(HttpMethod.Get, "/v1/campaigns/acme-spring", token);
        using var foreign = await node.SendAsync(HttpMethod.Get, "/v1/campaigns/rival-spring", token);
        using var keys = await node.SendAsync(HttpMethod.Get, "/v1/keys", token);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Forbidden), (own.StatusCode, foreign.StatusCode, keys.StatusCode));
    }

    [Fact]
    public async Task Token_ThatIsForgedExpiredOrUnsigned_IsRefused()
    {
        using var other = RSA.Create(2048);
        var good = Make();
        var parts = good.Split('.');
        var publicKey = Encoding.UTF8.GetBytes(node.Signing.ExportSubjectPublicKeyInfoPem());
        string[] bad =
        [
            Make(signing: new SigningCredentials(new RsaSecurityKey(other), SecurityAlgorithms.RsaSha256)),
            Make(signing: new SigningCredentials(new SymmetricSecurityKey(publicKey), SecurityAlgorithms.HmacSha256)), // the public key taken for a secret
            Make(signing: new SigningCredentials(new RsaSecurityKey(node.Signing), SecurityAlgorithms.RsaSha512)),
            $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{parts[1]}.",
            $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("viewer", "admin", StringComparison.Ordinal))}.{parts[2]}",
            Make(expires: DateTime.UtcNow.AddHours(-1)),
            Make(notBefore: DateTime.UtcNow.AddHours(1), expires: DateTime.UtcNow.AddHours(2)),
            Make(issuer: "https://evil.example"),
            Make(audience: "another"),
            Make(claims => claims["role"] = "emperor"),
            Make(claims => claims["role"] = "exchange"),
            Make(claims => claims.Remove("role")),
            Make(claims => claims.Remove("sub")),
            Make(claims => claims["advertisers"] = "acme"),
            Make(claims => { claims["role"] = "admin"; claims["advertisers"] = new[] { "acme" }; }),
        ];
        using var accepted = await node.SendAsync(HttpMethod.Get, "/v1/campaigns", good);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        for (var i = 0; i < bad.Length; i++)
        {
            using var response = await node.SendAsync(HttpMethod.Get, "/v1/campaigns", bad[i]);
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"token {i}: {response.StatusCode}");
        }
    }

    private string Make(
        Action<Dictionary<string, object>>? change = null, SigningCredentials? signing = null, DateTime? notBefore = null, DateTime? expires = null,
        string issuer = SecuredNode.Issuer, string audience = SecuredNode.Audience)
    {
        var claims = new Dictionary<string, object> { ["sub"] = "ann", ["role"] = "viewer" };
        change?.Invoke(claims);
        var end = expires ?? DateTime.UtcNow.AddMinutes(10);
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Claims = claims,
            IssuedAt = notBefore ?? end.AddHours(-1),
            NotBefore = notBefore ?? end.AddHours(-1),
            Expires = end,
            SigningCredentials = signing ?? new SigningCredentials(new RsaSecurityKey(node.Signing), SecurityAlgorithms.RsaSha256),
        });
    }
}
