using System.Collections.Concurrent;
using Bidding.Core.Access;
using Bidding.Core.Campaigns;

namespace Bidding.Gateway.Access;

/// <summary>
/// Every key of the catalog, by its id and by its certificate. Only the catalog adds to it, never a caller, so no flood of calls makes it grow. Written by the snapshot's
/// keeper; any thread reads, without a lock.
/// </summary>
public sealed class KeyRing
{
    private readonly ConcurrentDictionary<string, HeldKey> _byId = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeldKey> _byCertificate = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, HeldKey>.AlternateLookup<ReadOnlySpan<char>> _bySpan;

    public KeyRing() => _bySpan = _byId.GetAlternateLookup<ReadOnlySpan<char>>();

    internal void Put(ApiKey key)
    {
        var held = new HeldKey(key);
        _byId[key.Id] = held;
        if (key.CertificateHash.Length > 0)
        {
            // A certificate may be named by several keys over time: one that is not revoked counts.
            _byCertificate[key.CertificateHash] = key.Status == Status.Active ? held : ActiveOf(key.CertificateHash) ?? held;
        }
    }

    /// <summary>How many keys are not revoked.</summary>
    public int CountActive() => _byId.Count(pair => pair.Value.Key.Status == Status.Active);

    private HeldKey? ActiveOf(string certificate) =>
        _byId.Select(pair => pair.Value).FirstOrDefault(other => other.Key.Status == Status.Active && other.Key.CertificateHash == certificate);

    internal HeldKey? Find(ReadOnlySpan<char> id) => _bySpan.TryGetValue(id, out var key) ? key : null;

    internal HeldKey? FindCertificate(string hash) => _byCertificate.GetValueOrDefault(hash);
}

/// <summary>A key with its hash and expiry as they are compared.</summary>
internal sealed class HeldKey(ApiKey key)
{
    public ApiKey Key { get; } = key;

    public byte[] SecretHash { get; } = Convert.FromHexString(key.SecretHash);

    public long ExpiresAtMs { get; } = key.ExpiresAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    public Refusal CheckAt(DateTimeOffset now) =>
        Key.Status != Status.Active ? Refusal.RevokedKey
        : now.ToUnixTimeMilliseconds() >= ExpiresAtMs ? Refusal.ExpiredKey
        : Refusal.None;
}
