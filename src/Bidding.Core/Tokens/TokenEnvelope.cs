using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bidding.Core.Tokens;

/// <summary>
/// The signed wrapping that all tokens share: one byte of version and kind, one of key id, the payload, and 16 bytes of signature; as base64url without padding.
/// The signature is a kind's own quarter of one HMAC-SHA512 over version, key id and payload: the parts of a pseudo-random function's output say nothing of
/// each other, so whoever holds a token of one kind cannot make another's, and all tokens of a bid cost one hash. Allocation-free; any thread.
/// </summary>
internal static class TokenEnvelope
{
    public const int HeaderSize = 2;
    public const int SignatureSize = 16;

    /// <summary>Longest payload of any token, and so the bound on what is decoded before anything is verified.</summary>
    public const int PayloadSizeMax = 160;
    public const int SizeMax = HeaderSize + PayloadSizeMax + SignatureSize;
    public const int CharsMax = ((SizeMax * 4) + 2) / 3;

    private const int Version = 2;

    /// <summary>
    /// Prepares a token whose payload already stands behind <see cref="HeaderSize"/> free bytes: writes the header and answers the signatures of all kinds.
    /// </summary>
    public static void Sign(TokenKeyRing keys, Span<byte> token, int payloadSize, Span<byte> signatures)
    {
        token[0] = Version << 4;
        token[1] = keys.Current.Id;
        keys.Current.Hash.Compute(token[..(HeaderSize + payloadSize)], signatures);
    }

    /// <summary>Writes a signed token of one kind as UTF-8 and answers its length; <paramref name="token"/> needs room for the signature behind the payload.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short; <see cref="CharsMax"/> always suffices.</exception>
    public static int Seal(TokenKind kind, Span<byte> token, int payloadSize, ReadOnlySpan<byte> signatures, Span<byte> destination)
    {
        token[0] = (byte)((Version << 4) | (int)kind);
        SignatureOf(kind, signatures).CopyTo(token[(HeaderSize + payloadSize)..]);
        return Base64Url.TryEncodeToUtf8(token[..(HeaderSize + payloadSize + SignatureSize)], destination, out int written)
            ? written
            : throw new ArgumentException($"Needs room for {CharsMax} characters.", nameof(destination));
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
        if (keys.Find(buffer[1]) is not { } key || (buffer[0] & 0x0F) != (int)kind)
        {
            return TokenError.Forged;
        }
        int signedSize = size - SignatureSize;
        Span<byte> signatures = stackalloc byte[HMACSHA512.HashSizeInBytes];
        buffer[0] = Version << 4;
        key.Hash.Compute(buffer[..signedSize], signatures);
        if (!CryptographicOperations.FixedTimeEquals(SignatureOf(kind, signatures), buffer.Slice(signedSize, SignatureSize)))
        {
            return TokenError.Forged;
        }
        payload = buffer[HeaderSize..signedSize];
        return TokenError.None;
    }

    /// <summary>Kinds are numbered from 1, and there are as many quarters as kinds.</summary>
    private static ReadOnlySpan<byte> SignatureOf(TokenKind kind, ReadOnlySpan<byte> signatures) =>
        signatures.Slice(((int)kind - 1) * SignatureSize, SignatureSize);

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
