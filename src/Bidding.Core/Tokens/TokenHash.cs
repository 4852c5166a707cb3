using System.Security.Cryptography;

namespace Bidding.Core.Tokens;

/// <summary>
/// HMAC-SHA512 (RFC 2104) with the keyed state kept per thread: setting a key up costs as much as hashing a token. Any thread.
/// </summary>
internal static class TokenHash
{
    [ThreadStatic]
    private static Keyed? _last;

    /// <param name="hash">Gets <see cref="HMACSHA512.HashSizeInBytes"/> bytes.</param>
    public static void Compute(TokenKey key, ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var keyed = _last;
        if (keyed is null || !ReferenceEquals(keyed.Key, key))
        {
            // Keys change when they are rotated; the state of the last one is left to the collector, which frees what is native in it.
            _last = keyed = new(key, IncrementalHash.CreateHMAC(HashAlgorithmName.SHA512, key.Secret));
        }

        keyed.Hash.AppendData(data);
        keyed.Hash.GetHashAndReset(hash);
    }

    private sealed record Keyed(TokenKey Key, IncrementalHash Hash);
}
