using System.Security.Cryptography;
using Bidding.Contracts;
using Bidding.Core.Access;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Gateway.Access;
using Bidding.Protocol.V1;
using Grpc.Core;
using NodaTime;
using NodaTime.Text;
using Wire = Bidding.Protocol.V1;

namespace Bidding.Gateway.Management;

/// <summary>Keys over gRPC, and as JSON by their annotations. A secret is made here, shown once, and kept by its hash alone. Any thread.</summary>
internal sealed class KeysService(IGrainFactory grains) : Keys.KeysBase
{
    private const int IdBytes = 6;
    private readonly ICatalogGrain _catalog = grains.GetGrain<ICatalogGrain>(0);

    public override async Task<CreateKeyResponse> CreateKey(CreateKeyRequest request, ServerCallContext context)
    {
        var wanted = request.Key ?? throw ManagementErrors.Invalid([new("key", "is required")]);
        if (!CatalogNames.Roles.TryParse(wanted.Role, out var role))
        {
            throw ManagementErrors.Invalid([new("role", $"must be one of {CatalogNames.Roles.All}")]);
        }

        var secret = wanted.CertificateSha256.Length == 0 ? KeySecret.New() : "";
        var id = wanted.Id.Length > 0 ? wanted.Id : $"key-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}";
        var key = new ApiKey
        {
            Id = id,
            Name = wanted.Name,
            Role = role,
            ExchangeId = wanted.ExchangeId,
            AdvertiserIds = wanted.AdvertiserIds,
            SecretHash = secret.Length > 0 ? KeySecret.HashOf(secret) : "",
            CertificateHash = wanted.CertificateSha256.Replace(":", "", StringComparison.Ordinal).ToLowerInvariant(),
            ExpiresAt = ExpiryOf(wanted.ExpiresAt),
        };
        await RequireAsync(ResourceKind.Exchange, "exchange_id", key.ExchangeId.Length > 0 ? [key.ExchangeId] : []);
        await RequireAsync(ResourceKind.Advertiser, "advertiser_ids", key.AdvertiserIds);
        var entry = await WriteAsync(new(ResourceKind.Key, CatalogVerb.Create, id, CatalogJson.Write(key), [], 0, ValidateOnly: false, "", Caller.Of(context).Actor));
        return new() { Key = ToWire(entry), ApiKey = secret.Length > 0 ? $"{id}{KeySecret.Separator}{secret}" : "" };
    }

    public override async Task<ListKeysResponse> ListKeys(ListKeysRequest request, ServerCallContext context)
    {
        var page = Page.Of(request.PageSize, request.PageToken);
        var entries = await CatalogCalls.Answered(_catalog.List(ResourceKind.Key, "", page.AfterId, page.Size, request.IncludeRevoked));
        return new() { Keys = { entries.Select(ToWire) }, NextPageToken = page.NextToken([.. entries.Select(entry => entry.Id)]) };
    }

    public override async Task<Wire.Key> RevokeKey(RevokeKeyRequest request, ServerCallContext context) =>
        ToWire(await WriteAsync(new(ResourceKind.Key, CatalogVerb.Archive, request.Id, [], [], 0, ValidateOnly: false, "", Caller.Of(context).Actor)));

    private static Instant? ExpiryOf(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        var parsed = OffsetDateTimePattern.ExtendedIso.Parse(text);
        return parsed.Success ? parsed.Value.ToInstant() : throw ManagementErrors.Invalid([new("expires_at", "must be a time with its offset, such as 2026-03-01T00:00:00Z")]);
    }

    private static Wire.Key ToWire(CatalogEntry entry)
    {
        var key = CatalogJson.ReadKey(entry.Body, entry.Version);
        return new()
        {
            Id = key.Id,
            Name = key.Name,
            Role = CatalogNames.Roles.NameOf(key.Role),
            ExchangeId = key.ExchangeId,
            AdvertiserIds = { key.AdvertiserIds },
            ExpiresAt = key.ExpiresAt is { } expiry ? InstantPattern.ExtendedIso.Format(expiry) : "",
            CertificateSha256 = key.CertificateHash,
            Status = CatalogNames.Statuses.NameOf(key.Status),
            Version = entry.Version,
            UpdatedAt = InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(entry.UpdatedAtMs)),
        };
    }

    private async Task RequireAsync(ResourceKind kind, string field, IReadOnlyList<string> ids)
    {
        foreach (var id in ids)
        {
            // A name that is free today may be somebody else's tomorrow.
            if (await CatalogCalls.Answered(_catalog.Find(kind, id)) is null)
            {
                throw ManagementErrors.Invalid([new(field, $"there is no {CatalogNames.Kinds.NameOf(kind)} '{id}'")]);
            }
        }
    }

    private async Task<CatalogEntry> WriteAsync(CatalogCommand command)
    {
        var reply = await CatalogCalls.Answered(_catalog.Write(command));
        return reply.Outcome == CatalogOutcome.Done ? reply.Entry! : throw ManagementErrors.Of(reply);
    }
}
