namespace Bidding.Core.Campaigns;

/// <summary>One line of the audit log: who changed what, when, from what to what.</summary>
/// <param name="CatalogVersion">Of the write it tells of; lines have no other order.</param>
/// <param name="Actor">A key's id, a token's issuer and subject, or <c>local</c> in local development mode.</param>
/// <param name="Before">The definition as JSON, its secrets replaced by the start of their hash; empty for what is new.</param>
public sealed record CatalogChange(
    long CatalogVersion, long AtMs, string Actor, string Verb, ResourceKind Kind, string Id, int Version, byte[] Before, byte[] After);

/// <summary>What a write says of itself for the audit log; the store adds the rest.</summary>
public sealed record CatalogChangeNote(string Actor, string Verb, byte[] Before, byte[] After);

/// <summary>Which lines of the audit log are asked for, newest first.</summary>
/// <param name="BeforeVersion">Exclusive; <see cref="long.MaxValue"/>: from the newest.</param>
/// <param name="Kind">Null: of every kind.</param>
/// <param name="Id">Empty: of every resource.</param>
/// <param name="Actor">Empty: of everyone.</param>
public sealed record CatalogChangeQuery(long BeforeVersion, int Count, ResourceKind? Kind, string Id, string Actor);
