using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using FsCheck.Xunit;

namespace Bidding.Core.Tests.Exchanges;

public sealed class PriceCodecTests
{
    // The keys and prices of Google's "Decrypt Price Confirmations".
    private const string EncryptionKey = "skU7Ax_NL5pPAFyKdkfZjZz2-VhIN8bjj1rVFOaJ_5o=";
    private const string IntegrityKey = "arO23ykdNqUQ5LEoQ0FVmPkBd7xB5CO89PDZlSjpFxo=";
    private static readonly PriceCodec Encrypted = CodecFor(EncryptionKey, IntegrityKey);

    [Theory]
    [InlineData("1.25", 1_250_000_000)]
    [InlineData("0", 0)]
    [InlineData("-0.0", 0)]
    [InlineData("12", 12_000_000_000)]
    [InlineData(" 2.5 ", 2_500_000_000)]
    [InlineData("+2.5", 2_500_000_000)]
    [InlineData(".5", 500_000_000)]
    [InlineData("5E-05", 50_000)]
    [InlineData("1.5e0", 1_500_000_000)]
    [InlineData("0.30000000000000004", 300_000_000)]
    [InlineData("0.0000000005", 1)] // to nearest, halves up
    [InlineData("0.0000000004", 0)]
    [InlineData("1000000", 1_000_000_000_000_000)]
    public void Read_PlainPrice_IsRoundedToNanos(string text, long nanos)
    {
        var read = PriceCodec.Plain.Read(text);

        Assert.Equal(NoticePriceStatus.Ok, read.Status);
        Assert.Equal(new CpmPrice(nanos), read.Price);
    }

    [Theory]
    [InlineData("", NoticePriceStatus.Empty)]
    [InlineData("  ", NoticePriceStatus.Empty)]
    [InlineData("AUDIT", NoticePriceStatus.Audit)]
    [InlineData("audit", NoticePriceStatus.Audit)]
    [InlineData("${AUCTION_PRICE}", NoticePriceStatus.Unexpanded)]
    [InlineData("$%7BAUCTION_PRICE%7D", NoticePriceStatus.Unexpanded)]
    [InlineData("%24%7BAUCTION_PRICE%7D", NoticePriceStatus.Unexpanded)]
    [InlineData("%24%7bAUCTION_PRICE%7d", NoticePriceStatus.Unexpanded)]
    [InlineData("%2524%257BAUCTION_PRICE%257D", NoticePriceStatus.Unexpanded)]
    [InlineData("%7BAUCTION_PRICE%7D", NoticePriceStatus.Unexpanded)]
    [InlineData("{AUCTION_PRICE}", NoticePriceStatus.Unexpanded)]
    [InlineData("${AUCTION_PRICE:B64}", NoticePriceStatus.Unexpanded)]
    [InlineData("%%WINNING_PRICE%%", NoticePriceStatus.Unexpanded)]
    [InlineData("UNKNOWN", NoticePriceStatus.Unexpanded)]
    [InlineData("-1.5", NoticePriceStatus.Negative)]
    [InlineData("-0.000000001", NoticePriceStatus.Negative)]
    [InlineData("-1E300", NoticePriceStatus.Negative)]
    [InlineData("-99999999999", NoticePriceStatus.Negative)]
    [InlineData("1000000.01", NoticePriceStatus.Absurd)]
    [InlineData("1E20", NoticePriceStatus.Absurd)]
    [InlineData("1E300", NoticePriceStatus.Absurd)]
    [InlineData("abc", NoticePriceStatus.Malformed)]
    [InlineData("-", NoticePriceStatus.Malformed)]
    [InlineData("1,25", NoticePriceStatus.Malformed)]
    [InlineData("1.2.3", NoticePriceStatus.Malformed)]
    [InlineData("1 2", NoticePriceStatus.Malformed)]
    [InlineData("0x10", NoticePriceStatus.Malformed)]
    [InlineData("NaN", NoticePriceStatus.Malformed)]
    [InlineData("Infinity", NoticePriceStatus.Malformed)]
    [InlineData("1.25USD", NoticePriceStatus.Malformed)]
    [InlineData("0.00000000000000000000000000000000000000000000000000001", NoticePriceStatus.Malformed)] // longer than any number is printed
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw", NoticePriceStatus.Malformed)] // encrypted, where plain was agreed
    public void Read_PlainNoPrice_SaysWhy(string text, NoticePriceStatus expected)
    {
        var read = PriceCodec.Plain.Read(text);

        Assert.Equal(expected, read.Status);
        Assert.False(read.IsOk);
        Assert.Equal(CpmPrice.Zero, read.Price);
    }

    [Theory]
    // Millionths per impression, so thousandths per mille.
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw", "0.10")]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCAWJRxOgA", "1.90")]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemC32prpWWw", "2.70")]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemC32prpWWw==", "2.70")]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemC32prpWWw..", "2.70")]
    public void Read_GooglesOwnExamples_AreDecrypted(string text, string expected)
    {
        var read = Encrypted.Read(text);

        Assert.Equal(NoticePriceStatus.Ok, read.Status);
        Assert.Equal(expected, read.Price.ToString());
    }

    [Theory]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msax", NoticePriceStatus.Malformed)] // stray bits in the last character
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msbw", NoticePriceStatus.BadSignature)]
    [InlineData("ZWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw", NoticePriceStatus.BadSignature)]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6ms", NoticePriceStatus.Malformed)]
    [InlineData("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce!6msaw", NoticePriceStatus.Malformed)]
    [InlineData("1.25", NoticePriceStatus.Malformed)] // plain, where encrypted was agreed: anyone could write it
    [InlineData("", NoticePriceStatus.Empty)]
    [InlineData("AUDIT", NoticePriceStatus.Audit)]
    [InlineData("${AUCTION_PRICE}", NoticePriceStatus.Unexpanded)]
    public void Read_EncryptedNoPrice_SaysWhy(string text, NoticePriceStatus expected) => Assert.Equal(expected, Encrypted.Read(text).Status);

    [Fact]
    public void Read_EncryptedByOtherKeys_IsBadSignature() =>
        Assert.Equal(NoticePriceStatus.BadSignature, CodecFor(IntegrityKey, EncryptionKey).Read("YWJjMTIzZGVmNDU2Z2hpN7fhCuPemCce_6msaw").Status);

    [Fact]
    public void Read_EncryptedBeyondAnyPrice_IsNegativeOrAbsurd()
    {
        Assert.Equal(NoticePriceStatus.Negative, Encrypted.Read(Encrypted.Write(new CpmPrice(-5_000_000), new byte[16])).Status);
        Assert.Equal(NoticePriceStatus.Absurd, Encrypted.Read(Encrypted.Write(new CpmPrice(2_000_000_000_000_000), new byte[16])).Status);
    }

    [Property(MaxTest = 200)]
    public void Read_AnyEncryptedPrice_ComesBack(uint thousandths, Guid impression)
    {
        var price = new CpmPrice((thousandths % 1_000_000_000L) * 1_000_000);
        string text = Encrypted.Write(price, impression.ToByteArray());

        Assert.Equal(38, text.Length);
        Assert.Equal(price, Encrypted.Read(text).Price);
    }

    [Property(MaxTest = 200)]
    public void Read_AnyPlainPrice_ComesBack(long nanos)
    {
        var price = new CpmPrice(Math.Abs(nanos % 1_000_000_000_000_000));
        Assert.Equal(price, PriceCodec.Plain.Read(PriceCodec.Plain.Write(price, default)).Price);
    }

    [Property(MaxTest = 500)]
    public void Read_AnyText_NeverThrowsAndRefusalHasNoPrice(string? text)
    {
        foreach (var read in new[] { PriceCodec.Plain.Read(text), Encrypted.Read(text) })
        {
            Assert.True(read.IsOk || read.Price == CpmPrice.Zero);
        }
    }

    [Theory]
    [InlineData(null, IntegrityKey, "encryption_key")]
    [InlineData("", IntegrityKey, "encryption_key")]
    [InlineData("short", IntegrityKey, "encryption_key")]
    [InlineData(EncryptionKey, "not base64!", "integrity_key")]
    public void TryFor_UnusableKey_NamesIt(string? encryption, string? integrity, string expected)
    {
        Assert.False(PriceCodec.TryFor(PriceEncoding.AuthorizedBuyers, encryption, integrity, out _, out string badKey));
        Assert.Equal(expected, badKey);
    }

    private static PriceCodec CodecFor(string encryption, string integrity) =>
        PriceCodec.TryFor(PriceEncoding.AuthorizedBuyers, encryption, integrity, out var codec, out string badKey)
            ? codec
            : throw new InvalidOperationException(badKey);
}
