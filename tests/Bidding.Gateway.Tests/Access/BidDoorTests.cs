using Bidding.Core.Access;
using Bidding.Core.Campaigns;
using Bidding.Gateway.Access;
using Microsoft.AspNetCore.Http;

namespace Bidding.GatewayTests.Access;

/// <summary>The check of a key on the bid path.</summary>
public sealed class BidDoorTests
{
    private readonly KeyRing _keys = new();
    private readonly AccessControl _access;

    public BidDoorTests() => _access = new(new AccessSettings(new byte[KeySecret.HashSize], null, MetricsArePublic: false), _keys, TimeProvider.System);

    [Theory]
    [InlineData("x-api-key", "")]
    [InlineData("authorization", "Bearer ")]
    public void Admit_AGoodKey_AllocatesNothing(string header, string before)
    {
        var secret = KeySecret.New();
        _keys.Put(Key("k") with { SecretHash = KeySecret.HashOf(secret) });
        var context = new DefaultHttpContext();
        context.Request.Headers[header] = $"{before}k.{secret}";
        Assert.Equal(Refusal.None, _access.AdmitExchange(context, "x", out _));

        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            _access.AdmitExchange(context, "x", out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    [Fact]
    public void Admit_ACertificateOfTwoKeys_IsGoodWhileOneOfThemIs()
    {
        const string hash = "ab";
        _keys.Put(Key("old") with { CertificateHash = hash });
        _keys.Put(Key("new") with { CertificateHash = hash });
        var context = new DefaultHttpContext();
        context.Features.Set(new ClientCertificate(hash));

        _keys.Put(Key("new") with { CertificateHash = hash, Status = Status.Archived });
        Assert.Equal(Refusal.None, _access.AdmitExchange(context, "x", out _));
        _keys.Put(Key("old") with { CertificateHash = hash, Status = Status.Archived });
        Assert.Equal(Refusal.RevokedKey, _access.AdmitExchange(context, "x", out _));
    }

    private static ApiKey Key(string id) => new() { Id = id, Name = id, Status = Status.Active, Role = AccessRole.Exchange, ExchangeId = "x" };
}
