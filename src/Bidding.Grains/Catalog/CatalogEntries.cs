using Bidding.Contracts;
using Bidding.Core.Campaigns;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Grains.Catalog;

/// <summary>From what the store says to what callers are told.</summary>
internal static class CatalogEntries
{
    public static CatalogEntry Of(CatalogRecord record) =>
        new(record.Kind, record.Id, record.Number, record.Version, record.Status, record.CatalogVersion, record.UpdatedAtMs, record.Body);

    public static CatalogReply Done(CatalogRecord record) => new(CatalogOutcome.Done, Of(record), []);

    public static CatalogReply Refusal(CatalogWriteOutcome outcome, CatalogRecord wanted, CatalogRecord? stored)
    {
        var name = $"{CatalogNames.Kinds.NameOf(wanted.Kind)} '{wanted.Id}'";
        return outcome switch
        {
            CatalogWriteOutcome.AlreadyExists => CatalogDecision.Refuse(CatalogOutcome.AlreadyExists, CatalogResource.IdFieldOf(wanted.Kind), $"{name} exists already; update it, or choose another id"),
            CatalogWriteOutcome.NotFound => CatalogDecision.Refuse(CatalogOutcome.NotFound, CatalogResource.IdFieldOf(wanted.Kind), $"there is no {name}"),
            CatalogWriteOutcome.KeyReused => CatalogDecision.Refuse(CatalogOutcome.KeyReused, "idempotency_key", "was used for another request; take a new one"),
            _ => CatalogDecision.Refuse(CatalogOutcome.VersionConflict, "expected_version", $"{name} is at version {stored?.Version ?? 0}; read it and try again"),
        };
    }
}
