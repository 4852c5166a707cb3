using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Bidding.Core.Amounts;

namespace Bidding.Core.Exchanges;

/// <summary>
/// Google Authorized Buyers' encrypted prices: 16 bytes of initialization vector, 8 of price XOR HMAC-SHA1(encryption key, iv),
/// 4 of HMAC-SHA1(integrity key, price || iv); as 38 characters of web-safe base64. The plain value is the cost of one impression in
/// millionths of the currency (5,000 is a CPM of 5.00). Source: "Decrypt Price Confirmations" and the WINNING_PRICE macro. Any thread.
/// </summary>
[SuppressMessage("Security", "CA5350", Justification = "The exchange's wire format prescribes HMAC-SHA1.")]
public sealed class AuthorizedBuyersPrice
{
    public const int InitializationVectorSize = 16;

    private const int PriceSize = sizeof(long);
    private const int SignatureSize = 4;
    private const int Size = InitializationVectorSize + PriceSize + SignatureSize;
    private const int Chars = 38;

    // One millionth of a unit per impression is a thousandth of a unit per mille.
    private const long NanosPerMillePerMicro = Money.NanosPerUnit / 1000;

    private readonly byte[] _encryptionKey;
    private readonly byte[] _integrityKey;

    public AuthorizedBuyersPrice(ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        _encryptionKey = encryptionKey.ToArray();
        _integrityKey = integrityKey.ToArray();
    }

    /// <summary>Keys as the exchange hands them out: base64, plain or web-safe, with or without padding. At least 16 bytes.</summary>
    public static bool TryReadKey(string? text, out byte[] key)
    {
        key = [];
        string standard = (text ?? "").Trim().TrimEnd('=', '.').Replace('+', '-').Replace('/', '_');
        if (standard.Length == 0 || !Base64Url.IsValid(standard))
        {
            return false;
        }
        key = Base64Url.DecodeFromChars(standard);
        return key.Length >= 16;
    }

    /// <summary>Decrypts and checks. Trailing padding, '=' or '.', is tolerated. Never throws.</summary>
    public NoticePrice Read(ReadOnlySpan<char> text)
    {
        text = text.TrimEnd("=.");
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Chars || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out int size)
            || size != Size)
        {
            return NoticePrice.Refused(NoticePriceStatus.Malformed);
        }
        var iv = bytes[..InitializationVectorSize];
        var price = bytes.Slice(InitializationVectorSize, PriceSize);
        ApplyPad(iv, price);
        Span<byte> signature = stackalloc byte[SignatureSize];
        Sign(price, iv, signature);
        return CryptographicOperations.FixedTimeEquals(signature, bytes[(InitializationVectorSize + PriceSize)..])
            ? NoticePrice.Of((Int128)BinaryPrimitives.ReadInt64BigEndian(price) * NanosPerMillePerMicro)
            : NoticePrice.Refused(NoticePriceStatus.BadSignature);
    }

    /// <summary>
    /// Encrypts as the exchange would, for simulated exchanges and tests. The format holds thousandths of a unit per mille:
    /// finer prices round to nearest. <paramref name="initializationVector"/> is 16 bytes, different for each impression.
    /// </summary>
    public string Write(CpmPrice price, ReadOnlySpan<byte> initializationVector)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(initializationVector.Length, InitializationVectorSize);
        long micros = (price.NanosPerMille + (NanosPerMillePerMicro / 2)) / NanosPerMillePerMicro;
        Span<byte> bytes = stackalloc byte[Size];
        var iv = bytes[..InitializationVectorSize];
        var body = bytes.Slice(InitializationVectorSize, PriceSize);
        initializationVector.CopyTo(iv);
        BinaryPrimitives.WriteInt64BigEndian(body, micros);
        Sign(body, iv, bytes[(InitializationVectorSize + PriceSize)..]);
        ApplyPad(iv, body);
        return Base64Url.EncodeToString(bytes);
    }

    private void ApplyPad(ReadOnlySpan<byte> iv, Span<byte> price)
    {
        Span<byte> pad = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(_encryptionKey, iv, pad);
        for (int i = 0; i < price.Length; i++)
        {
            price[i] ^= pad[i];
        }
    }

    private void Sign(ReadOnlySpan<byte> price, ReadOnlySpan<byte> iv, Span<byte> signature)
    {
        Span<byte> message = stackalloc byte[PriceSize + InitializationVectorSize];
        price.CopyTo(message);
        iv.CopyTo(message[PriceSize..]);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(_integrityKey, message, hash);
        hash[..SignatureSize].CopyTo(signature);
    }
}
