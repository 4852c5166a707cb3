using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bidding.Core.Tokens;

/// <summary>
/// The signed wrapping that all tokens share: one byte of version and kind, one of key id, the payload, then HMAC-SHA256
/// over all of that cut to 16 bytes; as base64url without padding. Allocation-free; any thread.
/// </summary>
internal static class TokenEnvelope
{
    public const int HeaderSize = 2;
    public const int SignatureSize = 16;

    /// <summary>Longest payload of any token, and so the bound on what is decoded before anything is verified.</summary>
    public const int PayloadSizeMax = 160;
    public const int SizeMax = HeaderSize + PayloadSizeMax + SignatureSize;
    public const int CharsMax = ((SizeMax * 4) + 2) / 3;

    private const int Version = 1;

    /// <summary>
    /// Signs <paramref name="token"/>, whose payload already stands behind <see cref="HeaderSize"/> free bytes and is followed
    /// by room for the signature. False if <paramref name="destination"/> is too short; <see cref="CharsMax"/> always suffices.
    /// </summary>
    public static bool TrySeal(
        TokenKeyRing keys, TokenKind kind, Span<byte> token, int payloadSize, Span<char> destination, out int charsWritten)
    {
        token[0] = (byte)((Version << 4) | (int)kind);
        token[1] = keys.Current.Id;
        var signed = token[..(HeaderSize + payloadSize)];
        Sign(keys.Current, signed, token.Slice(signed.Length, SignatureSize));
        return Base64Url.TryEncodeToChars(token[..(signed.Length + SignatureSize)], destination, out charsWritten);
    }

    /// <summary>
    /// Checks <paramref name="text"/> and leaves its payload in <paramref name="buffer"/> (of <see cref="SizeMax"/> bytes).
    /// The payload may be trusted only where the answer is <see cref="TokenError.None"/>.
    /// </summary>
    public static TokenError Open(
        TokenKeyRing keys, TokenKind kind, ReadOnlySpan<char> text, Span<byte> buffer, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (!TryFromBase64(text, buffer, out int size) || size < HeaderSize + SignatureSize || buffer[0] >> 4 != Version)
        {
            return TokenError.Malformed;
        }
        int signedSize = size - SignatureSize;
        Span<byte> expected = stackalloc byte[SignatureSize];
        if (keys.Find(buffer[1]) is not { } key)
        {
            return TokenError.Forged;
        }
        Sign(key, buffer[..signedSize], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, buffer.Slice(signedSize, SignatureSize))
            || (buffer[0] & 0x0F) != (int)kind)
        {
            return TokenError.Forged;
        }
        payload = buffer[HeaderSize..signedSize];
        return TokenError.None;
    }

    private static void Sign(TokenKey key, ReadOnlySpan<byte> data, Span<byte> signature)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Secret, data, hash);
        hash[..SignatureSize].CopyTo(signature);
    }

    /// <summary>
    /// Only the one canonical spelling is read: no padding, no white space, no stray bits in the last character. Else the
    /// same token would have several spellings, and an altered one could pass.
    /// </summary>
    private static bool TryFromBase64(ReadOnlySpan<char> text, Span<byte> buffer, out int size)
    {
        size = 0;
        if (text.Length is 0 or > CharsMax || !Base64Url.IsValid(text)
            || Base64Url.DecodeFromChars(text, buffer, out int read, out size) != System.Buffers.OperationStatus.Done
            || read != text.Length)
        {
            return false;
        }
        Span<char> again = stackalloc char[CharsMax];
        return Base64Url.TryEncodeToChars(buffer[..size], again, out int chars) && text.SequenceEqual(again[..chars]);
    }
}
