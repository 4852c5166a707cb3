using NodaTime;

namespace Bidding.Core.Tokens;

/// <summary>Whether a token has outlived its lifetime. One from the future (another node's clock) has not.</summary>
internal static class TokenAge
{
    public static bool IsOver(long issuedAtMs, Duration lifetime, Instant now) =>
        (Int128)now.ToUnixTimeMilliseconds() - issuedAtMs > (Int128)lifetime.TotalMilliseconds;
}
