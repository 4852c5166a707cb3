using System.Text;
using Bidding.Core.Tokens;
using FsCheck.Xunit;
using NodaTime;
using static Bidding.Core.Tests.Tokens.TokenSamples;

namespace Bidding.Core.Tests.Tokens;

public sealed class BidTokenCodecTests
{
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly BidTokenCodec Codec = new(Keys);

    [Property(MaxTest = 500, Arbitrary = [typeof(TokenArbitraries)])]
    public void TryDecode_WhatEncodeMade_IsTheSameToken(BidToken token)
    {
        string text = Codec.Encode(token, TokenKind.Notice);

        Assert.True(Codec.TryDecode(text, TokenKind.Notice, Now, out var decoded, out var error), error.ToString());
        Assert.Equal(token, decoded);
        Assert.InRange(text.Length, 1, BidTokenCodec.CharsMax);
        Assert.All(text, c => Assert.Contains(c, Base64Url));
    }

    [Fact]
    public void Encode_TypicalBid_StaysCompact() =>
        Assert.InRange(Codec.Encode(Bid, TokenKind.Click).Length, 60, 128);

    [Fact]
    public void Encode_UserNotAllowed_CarriesNoUserKey()
    {
        string text = Codec.Encode(Bid with { UserAllowed = false }, TokenKind.Impression);

        Assert.True(Codec.TryDecode(text, TokenKind.Impression, Now, out var decoded, out _));
        Assert.False(decoded.UserAllowed);
        Assert.Equal(0ul, decoded.UserKey);
    }

    [Fact]
    public void TryDecode_AnySingleBitFlipped_IsRefused()
    {
        string text = Codec.Encode(Bid, TokenKind.Notice);
        for (int i = 0; i < text.Length; i++)
        {
            for (int bit = 0; bit < 6; bit++)
            {
                char[] altered = text.ToCharArray();
                altered[i] = Base64Url[Base64Url.IndexOf(text[i], StringComparison.Ordinal) ^ (1 << bit)];
                AssertRefused(new string(altered), TokenError.Forged, TokenError.Malformed);
            }
        }
    }

    [Fact]
    public void TryDecode_AnyCutOrAddition_IsRefused()
    {
        string text = Codec.Encode(Bid, TokenKind.Notice);
        for (int length = 0; length < text.Length; length++)
        {
            AssertRefused(text[..length], TokenError.Forged, TokenError.Malformed);
            AssertRefused(text.Remove(length, 1), TokenError.Forged, TokenError.Malformed);
        }
        AssertRefused(text + "A", TokenError.Forged, TokenError.Malformed);
        AssertRefused(text + "=", TokenError.Malformed);
        AssertRefused(" " + text, TokenError.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("A")]
    [InlineData("not a token")]
    [InlineData("../../etc/passwd")]
    [InlineData("${AUCTION_PRICE}")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // no such version
    public void TryDecode_NoToken_IsMalformed(string text) => AssertRefused(text, TokenError.Malformed);

    [Fact]
    public void TryDecode_TooLong_IsMalformed() => AssertRefused(new string('E', BidTokenCodec.CharsMax + 1), TokenError.Malformed);

    [Property(MaxTest = 500)]
    public void TryDecode_AnyText_IsRefusedWithoutThrowing(string? text)
    {
        Assert.False(Codec.TryDecode(text, TokenKind.Notice, Now, out var token, out var error));
        Assert.Equal(default, token);
        Assert.NotEqual(TokenError.None, error);
    }

    [Theory]
    [InlineData(TokenKind.Impression, TokenKind.Notice)]
    [InlineData(TokenKind.Click, TokenKind.Notice)]
    [InlineData(TokenKind.Notice, TokenKind.Click)]
    [InlineData(TokenKind.ClickId, TokenKind.Click)]
    public void TryDecode_MadeForAnotherUse_IsForged(TokenKind made, TokenKind expected)
    {
        string text = Codec.Encode(Bid, made);

        Assert.False(Codec.TryDecode(text, expected, Now, out _, out var error));
        Assert.Equal(TokenError.Forged, error);
    }

    [Fact]
    public void TryDecode_KeyRotated_AcceptsOldTokensUntilTheKeyIsDropped()
    {
        TokenKey old = Key(1, 0xA5), next = Key(2, 0x5A);
        string text = Codec.Encode(Bid, TokenKind.Notice);

        Assert.True(new BidTokenCodec(new(next, old)).TryDecode(text, TokenKind.Notice, Now, out _, out _));
        Assert.False(new BidTokenCodec(new(next)).TryDecode(text, TokenKind.Notice, Now, out _, out var error));
        Assert.Equal(TokenError.Forged, error);

        string signedByNext = new BidTokenCodec(new(next, old)).Encode(Bid, TokenKind.Notice);
        Assert.True(new BidTokenCodec(new(next)).TryDecode(signedByNext, TokenKind.Notice, Now, out _, out _));
    }

    [Fact]
    public void TryDecode_OtherSecretUnderTheSameId_IsForged()
    {
        string text = new BidTokenCodec(new(Key(1, 0x77))).Encode(Bid, TokenKind.Notice);
        AssertRefused(text, TokenError.Forged);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-3600, true)] // the bidding node's clock runs ahead of ours
    [InlineData(30 * 86400, true)]
    [InlineData((30 * 86400) + 1, false)]
    public void TryDecode_Age_DecidesExpiry(int ageSeconds, bool accepted)
    {
        string text = Codec.Encode(Bid, TokenKind.Notice);

        Assert.Equal(accepted, Codec.TryDecode(text, TokenKind.Notice, Now + Duration.FromSeconds(ageSeconds), out _, out var error));
        Assert.Equal(accepted ? TokenError.None : TokenError.Expired, error);
    }

    [Fact]
    public void TryDecode_ForgedAndOld_IsForgedNotExpired()
    {
        string text = new BidTokenCodec(new(Key(1, 0x77))).Encode(Bid, TokenKind.Notice);

        Assert.False(Codec.TryDecode(text, TokenKind.Notice, Now + Duration.FromDays(400), out _, out var error));
        Assert.Equal(TokenError.Forged, error);
    }

    [Fact]
    public void EncodeAll_MakesTheTokensOfAllThreeKinds()
    {
        var (notice, impression, click) = (new byte[BidTokenCodec.CharsMax], new byte[BidTokenCodec.CharsMax], new byte[BidTokenCodec.CharsMax]);
        int length = Codec.EncodeAll(Bid, notice, impression, click);
        Assert.Equal(Codec.Encode(Bid, TokenKind.Notice), Encoding.ASCII.GetString(notice, 0, length));
        Assert.Equal(Codec.Encode(Bid, TokenKind.Impression), Encoding.ASCII.GetString(impression, 0, length));
        Assert.Equal(Codec.Encode(Bid, TokenKind.Click), Encoding.ASCII.GetString(click, 0, length));
    }

    /// <summary>Whoever sees a beacon must learn nothing of the notice's signature: no token's tail may stand in another's.</summary>
    [Fact]
    public void Signatures_OfOneBid_ShareNothing()
    {
        TokenKind[] kinds = [TokenKind.Notice, TokenKind.Impression, TokenKind.Click];
        var tails = kinds.Select(kind => System.Buffers.Text.Base64Url.DecodeFromChars(Codec.Encode(Bid, kind).AsSpan())[^16..]).ToArray();
        Assert.Equal(3, tails.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void EncodeAll_AllocatesNothing()
    {
        var (notice, impression, click) = (new byte[BidTokenCodec.CharsMax], new byte[BidTokenCodec.CharsMax], new byte[BidTokenCodec.CharsMax]);
        Codec.EncodeAll(Bid, notice, impression, click);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Codec.EncodeAll(Bid, notice, impression, click);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void EncodeAll_NoRoom_Throws() =>
        Assert.Throws<ArgumentException>(() => Codec.EncodeAll(Bid, new byte[20], new byte[BidTokenCodec.CharsMax], new byte[BidTokenCodec.CharsMax]));

    [Fact]
    public void KeyRing_WeakOrAmbiguousKeys_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new TokenKey(1, new byte[31]));
        Assert.Throws<ArgumentException>(() => new TokenKeyRing(Key(1, 1), Key(1, 2)));
    }

    private static void AssertRefused(string text, params TokenError[] expected)
    {
        bool accepted = Codec.TryDecode(text, TokenKind.Notice, Now, out var token, out var error);
        Assert.False(accepted);
        Assert.Contains(error, expected);
        Assert.Equal(default, token);
    }
}
