using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Bidding.Core.Tokens;

namespace Bidding.Gateway.Profiles;

/// <summary>
/// Turns an exchange's user id into the 64-bit key we know the user by: the head of HMAC-SHA256 under a secret, so that a key leads back to no id and the
/// same id on two exchanges is two users. Call it only where privacy allows user ids. Any thread; allocates nothing for ids of usual length.
/// </summary>
public sealed class UserKeyHash
{
    private const int StackBytes = 512;
    private readonly KeyedHash _hash;

    public UserKeyHash(ReadOnlySpan<byte> secret) => _hash = new(HashAlgorithmName.SHA256, secret);

    /// <summary>Never 0, which means no user.</summary>
    /// <param name="exchange">The exchange's permanent number.</param>
    /// <param name="kind">Which of the request's fields the id is from, so that equal texts in two fields stay apart.</param>
    /// <param name="id">As sent; case matters.</param>
    public ulong Compute(int exchange, UserIdKind kind, ReadOnlySpan<char> id)
    {
        var size = sizeof(int) + 1 + Encoding.UTF8.GetMaxByteCount(id.Length);
        Span<byte> text = size <= StackBytes ? stackalloc byte[StackBytes] : new byte[size];
        BinaryPrimitives.WriteInt32LittleEndian(text, exchange);
        text[sizeof(int)] = (byte)kind;
        var length = sizeof(int) + 1 + Encoding.UTF8.GetBytes(id, text[(sizeof(int) + 1)..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _hash.Compute(text[..length], hash);
        var key = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        return key == 0 ? 1 : key;
    }
}

/// <summary>Where a user id came from. Part of what is hashed: never renumber.</summary>
public enum UserIdKind : byte
{
    BuyerUid = 1,
    UserId = 2,
    DeviceIfa = 3,
    Eid = 4,
}
