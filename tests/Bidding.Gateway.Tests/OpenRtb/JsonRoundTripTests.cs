using Bidding.Fuzzing.Corpus;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using FsCheck.Xunit;
using Google.Protobuf;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class JsonRoundTripTests
{
    [Property(MaxTest = 150)]
    public void Write_AnyBidRequest_ReadsBackEqual(int seed) => AssertRoundTrip(new RandomMessages(seed).Next<BidRequest>());

    [Property(MaxTest = 150)]
    public void Write_AnyBidResponse_ReadsBackEqual(int seed) => AssertRoundTrip(new RandomMessages(seed).Next<BidResponse>());

    [Property(MaxTest = 100)]
    public void Write_AnyNativeRequest_ReadsBackEqual(int seed) => AssertRoundTrip(new RandomMessages(seed).Next<NativeRequest>());

    [Property(MaxTest = 100)]
    public void Write_AnyNativeResponse_ReadsBackEqual(int seed) => AssertRoundTrip(new RandomMessages(seed).Next<NativeResponse>());

    private static void AssertRoundTrip<T>(T message)
        where T : class, IMessage<T>, new()
    {
        var json = OpenRtbJson.WriteBytes(message);
        var back = new T();

        Assert.True(OpenRtbJson.TryRead(json, back, out var error, new JsonLimits(MaxBytes: 64 * 1024 * 1024)), error.ToString());
        Assert.Equal(message, back);
        Assert.Equal(message.ToByteString(), back.ToByteString());
        Assert.Equal(json, OpenRtbJson.WriteBytes(back));
    }
}
