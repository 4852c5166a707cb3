using System.Buffers;
using System.Text;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class JsonBoundsTests
{
    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void TryRead_EndlessNestingInAnUnknownField_IsRefused(string opening)
    {
        var body = "{\"x\":" + string.Concat(Enumerable.Repeat(opening, 100_000));

        Assert.False(OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(body), new BidRequest(), out var error));
        Assert.Equal("nested deeper than 32 levels", error.ToString());
    }

    [Theory]
    [InlineData(31, true)]
    [InlineData(32, false)]
    public void TryRead_Nesting_IsTakenUpToTheLimit(int inner, bool expected)
    {
        var body = "{\"x\":" + new string('[', inner) + new string(']', inner) + "}";

        Assert.Equal(expected, OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(body), new BidRequest(), out _));
    }

    [Fact]
    public void TryRead_NestedNativeWrappers_AreRefusedAtTheLimit()
    {
        var body = string.Concat(Enumerable.Repeat("{\"native\":", 5_000));

        Assert.False(OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(body), new NativeRequest(), out var error));
        Assert.Equal("nested deeper than 32 levels", error.ToString());
    }

    [Fact]
    public void TryRead_LargerThanTheLimit_IsRefusedUnread()
    {
        var limits = new JsonLimits(MaxBytes: 100);
        var body = new byte[101];

        Assert.False(OpenRtbJson.TryRead(body, new BidRequest(), out var error, limits));
        Assert.Equal("larger than 100 bytes", error.ToString());
        Assert.False(OpenRtbJson.TryRead(Split(body, 7), new BidRequest(), out error, limits));
        Assert.Equal("larger than 100 bytes", error.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void TryRead_InSegments_ReadsTheSame(int segment)
    {
        foreach (var text in Requests.All)
        {
            var body = Encoding.UTF8.GetBytes(text);
            var whole = new BidRequest();
            var split = new BidRequest();

            Assert.True(OpenRtbJson.TryRead(body, whole, out _));
            Assert.True(OpenRtbJson.TryRead(Split(body, segment), split, out _));
            Assert.Equal(whole, split);
        }
    }

    private static ReadOnlySequence<byte> Split(byte[] body, int size)
    {
        var first = new Segment(body.AsMemory(0, Math.Min(size, body.Length)), null);
        var last = first;
        for (var at = size; at < body.Length; at += size)
        {
            last = new Segment(body.AsMemory(at, Math.Min(size, body.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            RunningIndex = previous is null ? 0 : previous.RunningIndex + previous.Memory.Length;
            previous?.Next = this;
        }
    }
}
