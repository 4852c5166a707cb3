using Bidding.Core.Access;
using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Bidding.Gateway.Access;

/// <summary>Who calls the management API, as the doorkeeper found out. Immutable; any thread.</summary>
/// <param name="Actor">For the audit log: a key's id, or a token's subject and issuer.</param>
/// <param name="Advertisers">The advertisers it sees; null: all.</param>
internal sealed record Caller(string Actor, AccessRole Role, IReadOnlyList<string>? Advertisers)
{
    /// <summary>Whoever is on this machine, in local development mode.</summary>
    public static Caller Local { get; } = new("local", AccessRole.Admin, null);

    /// <summary>Of a request that no doorkeeper has looked at: sees nothing, may do nothing.</summary>
    private static Caller Nobody { get; } = new("", AccessRole.None, []);

    public bool IsScoped => Advertisers is not null;

    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Nobody;

    public static Caller Of(ServerCallContext context) => Of(context.GetHttpContext());

    public bool Sees(string advertiserId) => Advertisers is null || Advertisers.Contains(advertiserId);

    public static Caller Of(ApiKey key) => new($"key:{key.Id}", key.Role, key.AdvertiserIds.Count == 0 ? null : key.AdvertiserIds);
}
