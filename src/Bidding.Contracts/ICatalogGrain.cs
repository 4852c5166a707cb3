using Bidding.Core.Campaigns;
using Orleans.Concurrency;

namespace Bidding.Contracts;

/// <summary>
/// The one writer of the catalog: validates, stores, tells campaigns and gateways. Key: 0. Reads pass a write that waits: the campaign that it tells
/// reads its new definition meanwhile.
/// </summary>
public interface ICatalogGrain : IGrainWithIntegerKey
{
    /// <summary>Validates and stores one resource (its definition as catalog JSON). Answered once durable and, for budgets, in the campaign's stream.</summary>
    Task<CatalogReply> Write(CatalogCommand command);

    [AlwaysInterleave]
    Task<CatalogEntry?> Find(ResourceKind kind, string id);

    [AlwaysInterleave]
    Task<CatalogEntry[]> List(ResourceKind kind, string parentId, string afterId, int count, bool includeArchived);

    /// <summary>Everything written after a version, in order, at most <paramref name="count"/>.</summary>
    [AlwaysInterleave]
    Task<CatalogEntry[]> Changes(long afterCatalogVersion, int count);

    /// <summary>Lines of the audit log, newest first.</summary>
    [AlwaysInterleave]
    Task<CatalogAuditEntry[]> Audit(long beforeVersion, int count, ResourceKind? kind, string id, string actor);

    [AlwaysInterleave]
    Task<long> Version();

    /// <summary>The observer is told of each new version; it must renew within a minute.</summary>
    [AlwaysInterleave]
    Task Subscribe(ICatalogObserver observer);
}

/// <summary>A gateway that wants to know of new catalog versions.</summary>
public interface ICatalogObserver : IGrainObserver
{
    [OneWay]
    Task Changed(long catalogVersion);
}

/// <summary><c>Rollback</c> is an update to what the resource was before, which its caller brings along; only the audit log tells them apart.</summary>
public enum CatalogVerb : byte { Create = 1, Update = 2, Pause = 3, Resume = 4, Archive = 5, Rollback = 6 }

/// <param name="Body">The definition as catalog JSON for create and update; empty for the other verbs.</param>
/// <param name="FieldMask">
/// Update: paths of the fields to take from the body, such as <c>budget.daily</c>; one that the body lacks is cleared. Empty: what the body holds.
/// <c>*</c>: the whole definition.
/// </param>
/// <param name="ExpectedVersion">0: any version.</param>
/// <param name="IdempotencyKey">Empty: none; at most 128 characters. A repeat of the same command with its key answers as the first did.</param>
/// <param name="Actor">Who asks, for the audit log.</param>
[GenerateSerializer, Immutable]
public sealed record CatalogCommand(
    [property: Id(0)] ResourceKind Kind,
    [property: Id(1)] CatalogVerb Verb,
    [property: Id(2)] string Id,
    [property: Id(3)] byte[] Body,
    [property: Id(4)] string[] FieldMask,
    [property: Id(5)] int ExpectedVersion,
    [property: Id(6)] bool ValidateOnly,
    [property: Id(7)] string IdempotencyKey,
    [property: Id(8)] string Actor = CatalogCommand.Node)
{
    /// <summary>The actor where no person or program is: the node itself, such as the demo's loader.</summary>
    public const string Node = "node";
}

[GenerateSerializer, Immutable]
public sealed record CatalogEntry(
    [property: Id(0)] ResourceKind Kind,
    [property: Id(1)] string Id,
    [property: Id(2)] int Number,
    [property: Id(3)] int Version,
    [property: Id(4)] Status Status,
    [property: Id(5)] long CatalogVersion,
    [property: Id(6)] long UpdatedAtMs,
    [property: Id(7)] byte[] Body);

/// <inheritdoc cref="CatalogChange"/>
[GenerateSerializer, Immutable]
public sealed record CatalogAuditEntry(
    [property: Id(0)] long CatalogVersion,
    [property: Id(1)] long AtMs,
    [property: Id(2)] string Actor,
    [property: Id(3)] string Verb,
    [property: Id(4)] ResourceKind Kind,
    [property: Id(5)] string Id,
    [property: Id(6)] int Version,
    [property: Id(7)] byte[] Before,
    [property: Id(8)] byte[] After);

public enum CatalogOutcome : byte { Done = 0, Invalid = 1, NotFound = 2, AlreadyExists = 3, VersionConflict = 4, KeyReused = 5, FailedPrecondition = 6 }

/// <param name="Errors">Each names its field as a path, such as <c>budget.daily</c>, and says how to mend it.</param>
[GenerateSerializer, Immutable]
public sealed record CatalogReply(
    [property: Id(0)] CatalogOutcome Outcome,
    [property: Id(1)] CatalogEntry? Entry,
    [property: Id(2)] FieldError[] Errors);
