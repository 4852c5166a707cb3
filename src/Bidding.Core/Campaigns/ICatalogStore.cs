namespace Bidding.Core.Campaigns;

public enum ResourceKind : byte { Advertiser = 1, Campaign = 2, Ad = 3, Exchange = 4, Key = 5, Pacing = 6, Portfolio = 10 }

/// <summary>One stored resource: its definition as JSON beside what the store itself needs to know.</summary>
public sealed record CatalogRecord
{
    public required ResourceKind Kind { get; init; }
    public required string Id { get; init; }

    /// <summary>Permanent, from 1 within its kind.</summary>
    public required int Number { get; init; }

    /// <summary>From 1; each change adds 1.</summary>
    public required int Version { get; init; }

    /// <summary>The id of its parent: an ad's campaign, a campaign's or portfolio's advertiser; empty for the others.</summary>
    public required string ParentId { get; init; }
    public required Status Status { get; init; }

    /// <summary>Set by the store: grows by 1 with every write of any resource.</summary>
    public long CatalogVersion { get; init; }
    public required long UpdatedAtMs { get; init; }
    public required byte[] Body { get; init; }
}

/// <summary>A write that the store must make atomically with its idempotency key.</summary>
/// <param name="Record">
/// The new state. Its version and catalog version are set by the store. Number 0: the store gives the next free one (create) or keeps the one it has;
/// any other number must be the resource's own.
/// </param>
/// <param name="ExpectedVersion">0: must not exist yet; otherwise the stored version must equal it.</param>
/// <param name="IdempotencyKey">Empty: none. A key seen before with the same <paramref name="RequestHash"/> returns the record it made then; kept at least 24 hours.</param>
/// <param name="RequestHash">What distinguishes a repeat from a different request under the same key.</param>
/// <param name="Note">For the audit log, stored in the same transaction; null: no line.</param>
public sealed record CatalogWrite(CatalogRecord Record, int ExpectedVersion, string IdempotencyKey = "", string RequestHash = "", CatalogChangeNote? Note = null);

public enum CatalogWriteOutcome : byte
{
    Written = 0,
    /// <summary>The key was used before by the same request; <see cref="CatalogWriteResult.Record"/> is what it made.</summary>
    Repeated = 1,
    VersionConflict = 2,
    AlreadyExists = 3,
    NotFound = 4,
    /// <summary>The key was used before by a different request.</summary>
    KeyReused = 5,
}

/// <param name="Record">What was written or repeated; on a conflict what the store holds now; null when it holds nothing.</param>
public sealed record CatalogWriteResult(CatalogWriteOutcome Outcome, CatalogRecord? Record);

/// <summary>The reading side of the catalog. Safe for use from any thread. Throws <see cref="CatalogUnavailableException"/> when the store does not answer.</summary>
public interface ICatalogReader
{
    ValueTask<CatalogRecord?> FindAsync(ResourceKind kind, string id, CancellationToken cancel);

    /// <summary>Ordered by id, after <paramref name="afterId"/> (exclusive; empty: from the start); filtered by parent when it is not empty.</summary>
    ValueTask<IReadOnlyList<CatalogRecord>> ListAsync(ResourceKind kind, string parentId, string afterId, int count, bool includeArchived, CancellationToken cancel);

    /// <summary>Every record written after a catalog version, ordered by it: the feed of snapshots.</summary>
    ValueTask<IReadOnlyList<CatalogRecord>> ReadChangesAsync(long afterCatalogVersion, int count, CancellationToken cancel);

    /// <summary>Lines of the audit log, newest first.</summary>
    ValueTask<IReadOnlyList<CatalogChange>> ReadAuditAsync(CatalogChangeQuery query, CancellationToken cancel);

    ValueTask<long> ReadCatalogVersionAsync(CancellationToken cancel);
}

/// <summary>
/// The durable catalog. Safe for use from any thread; a write is answered once durable (fsync). Every method throws
/// <see cref="CatalogUnavailableException"/> when the store does not answer, in which case a write is in doubt: repeat it with its idempotency key.
/// </summary>
public interface ICatalogStore : ICatalogReader
{
    ValueTask<CatalogWriteResult> WriteAsync(CatalogWrite write, CancellationToken cancel);
}

/// <summary>The catalog did not answer in time or refused for a reason that may pass.</summary>
public sealed class CatalogUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
