using Bidding.Core.Attribution;
using Bidding.Core.Ids;
using Bidding.Core.Tokens;
using FsCheck.Xunit;
using NodaTime;
using static Bidding.Core.Tests.Tokens.TokenSamples;

namespace Bidding.Core.Tests.Attribution;

public sealed class ClickIdCodecTests
{
    private static readonly ClickIdCodec Codec = new(Keys);

    [Property(MaxTest = 300)]
    public void TryDecode_WhatEncodeMade_IsTheSameClick(long incarnation, long counter, int[] numbers, bool test, bool allowed)
    {
        int At(int i) => i < numbers.Length ? numbers[i] : int.MaxValue;
        var click = Click with
        {
            Bid = new BidId(incarnation, counter),
            Campaign = new(At(0)),
            Ad = new(At(1)),
            Exchange = new(At(2)),
            CampaignVersion = At(3),
            Test = test,
            UserAllowed = allowed,
        };

        Assert.True(Codec.TryDecode(Codec.Encode(click), Now, out var decoded, out _));
        Assert.Equal(click, decoded);
    }

    [Fact]
    public void TryDecode_ABidToken_IsNoClickId()
    {
        string text = new BidTokenCodec(Keys).Encode(Bid, TokenKind.Click);

        Assert.False(Codec.TryDecode(text, Now, out _, out var error));
        Assert.Equal(TokenError.Forged, error);
    }

    [Fact]
    public void TryDecode_SignedWithOtherFields_IsMalformed()
    {
        string text = new BidTokenCodec(Keys).Encode(Bid, TokenKind.ClickId);

        Assert.False(Codec.TryDecode(text, Now, out _, out var error));
        Assert.Equal(TokenError.Malformed, error);
    }

    [Theory]
    [InlineData(400, TokenError.None)]
    [InlineData(401, TokenError.Expired)]
    public void TryDecode_Age_DecidesExpiry(int days, TokenError expected)
    {
        Codec.TryDecode(Codec.Encode(Click), Now + Duration.FromDays(days), out _, out var error);
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("order-1234")]
    [InlineData("EAAAA")]
    public void TryDecode_Garbage_IsMalformed(string text)
    {
        Assert.False(Codec.TryDecode(text, Now, out _, out var error));
        Assert.Equal(TokenError.Malformed, error);
    }
}
