namespace Bidding.Gateway.Access;

/// <summary>Why a caller was turned away. Callers are told less: see <see cref="RefusalAnswer"/>.</summary>
internal enum Refusal : byte
{
    None = 0,
    NoKey,
    UnknownKey,
    ExpiredKey,
    RevokedKey,
    OtherExchange,
    BadToken,
    WrongRole,
    CrossSite,
}
