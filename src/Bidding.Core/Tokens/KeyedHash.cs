using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Bidding.Core.Tokens;

/// <summary>
/// HMAC (RFC 2104) under one key, with the keyed state kept per thread: setting a key up costs as much as hashing something short. Allocates nothing after a
/// thread's first use. Any thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A key lives as long as the process, or until it is rotated out; then the finalizers of its states free what is native.")]
public sealed class KeyedHash
{
    private readonly ThreadLocal<IncrementalHash> _perThread;

    public KeyedHash(HashAlgorithmName algorithm, ReadOnlySpan<byte> key)
    {
        var secret = key.ToArray();
        _perThread = new(() => IncrementalHash.CreateHMAC(algorithm, secret));
    }

    /// <param name="hash">Room for the algorithm's whole hash.</param>
    public void Compute(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        var state = _perThread.Value!;
        state.AppendData(data);
        state.GetHashAndReset(hash);
    }
}
