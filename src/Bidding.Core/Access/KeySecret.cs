using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Bidding.Core.Access;

/// <summary>
/// The secret half of a key. It is 32 random bytes, so one SHA-256 is enough to keep it: slow hashes protect secrets that people choose, and would cost every bid their
/// milliseconds. Any thread.
/// </summary>
public static class KeySecret
{
    /// <summary>Between a key's id, which holds none, and its secret.</summary>
    public const char Separator = '.';

    public const int HashSize = SHA256.HashSizeInBytes;

    /// <summary>Longest text that is looked at.</summary>
    public const int CharsMax = 256;

    private const int SecretBytes = 32;

    /// <summary>A new secret as text: 43 characters of A-Z, a-z, 0-9, '-' and '_'.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>In small hexadecimal digits, as it is stored.</summary>
    public static string HashOf(string secret)
    {
        Span<byte> hash = stackalloc byte[HashSize];
        Hash(secret, hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Compares in a time that does not depend on where they differ. Allocates nothing.</summary>
    /// <param name="secret">At most <see cref="CharsMax"/> characters; longer ones never match.</param>
    public static bool Matches(ReadOnlySpan<char> secret, ReadOnlySpan<byte> hash)
    {
        if (secret.Length > CharsMax)
        {
            return false;
        }

        Span<byte> found = stackalloc byte[HashSize];
        Hash(secret, found);
        return CryptographicOperations.FixedTimeEquals(found, hash);
    }

    private static void Hash(ReadOnlySpan<char> secret, Span<byte> into)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(Math.Min(secret.Length, CharsMax))];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(secret, bytes)], into);
    }
}
