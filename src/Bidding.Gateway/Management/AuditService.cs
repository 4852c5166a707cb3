using System.Globalization;
using System.Text;
using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;
using Bidding.Protocol.V1;
using Grpc.Core;
using NodaTime;
using NodaTime.Text;

namespace Bidding.Gateway.Management;

/// <summary>The audit log over gRPC, and as JSON by its annotations. Any thread.</summary>
internal sealed class AuditService(IGrainFactory grains) : Audit.AuditBase
{
    public override async Task<ListChangesResponse> ListChanges(ListChangesRequest request, ServerCallContext context)
    {
        var size = Page.Of(request.PageSize, "").Size;
        ResourceKind? kind = null;
        if (request.Kind.Length > 0)
        {
            kind = CatalogNames.Kinds.TryParse(request.Kind, out var named) ? named : throw ManagementErrors.Invalid([new("kind", $"must be one of {CatalogNames.Kinds.All}")]);
        }

        var before = long.MaxValue;
        if (request.PageToken.Length > 0 && !long.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            throw ManagementErrors.Invalid([new("page_token", "is not one that an answer held")]);
        }

        var changes = await CatalogCalls.Answered(grains.GetGrain<ICatalogGrain>(0).Audit(before, size, kind, request.Id, request.Actor));
        return new()
        {
            Changes = { changes.Select(ToWire) },
            NextPageToken = changes.Length < size ? "" : changes[^1].CatalogVersion.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static Change ToWire(CatalogAuditEntry change) => new()
    {
        CatalogVersion = change.CatalogVersion,
        At = InstantPattern.ExtendedIso.Format(Instant.FromUnixTimeMilliseconds(change.AtMs)),
        Actor = change.Actor,
        Verb = change.Verb,
        Kind = CatalogNames.Kinds.NameOf(change.Kind),
        Id = change.Id,
        Version = change.Version,
        Before = Encoding.UTF8.GetString(change.Before),
        After = Encoding.UTF8.GetString(change.After),
    };
}
