using Bidding.Core.Campaigns;
using NodaTime;

namespace Bidding.Core.Access;

/// <summary>
/// A caller's key, as the catalog keeps it: never the secret, only its hash, or the thumbprint of a client certificate. Immutable. An exchange or a person may have several
/// at once: a new one is made before the old one is archived, which revokes it.
/// </summary>
public sealed record ApiKey
{
    /// <summary>Same form as an advertiser's id; the part of the key that is no secret.</summary>
    public required string Id { get; init; }
    public int Version { get; init; }

    /// <summary>Whose it is, for people and the audit log.</summary>
    public required string Name { get; init; }

    /// <summary>Only an active one is accepted.</summary>
    public Status Status { get; init; }
    public required AccessRole Role { get; init; }

    /// <summary>Of <see cref="AccessRole.Exchange"/>: the one exchange it speaks for; empty for the others.</summary>
    public string ExchangeId { get; init; } = "";

    /// <summary>The advertisers it sees; none: all.</summary>
    public IReadOnlyList<string> AdvertiserIds { get; init; } = [];

    /// <summary>SHA-256 of the secret in small hexadecimal digits; empty where a certificate stands for it.</summary>
    public string SecretHash { get; init; } = "";

    /// <summary>SHA-256 of a client certificate (DER) in small hexadecimal digits; empty where a secret stands for it.</summary>
    public string CertificateHash { get; init; } = "";

    /// <summary>Refused from then on; null: never.</summary>
    public Instant? ExpiresAt { get; init; }
}
