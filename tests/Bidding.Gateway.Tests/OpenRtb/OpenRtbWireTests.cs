using System.Text;
using Bidding.Fuzzing.Corpus;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;
using Google.Protobuf;

namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>What is converted straight to protobuf is what <see cref="OpenRtbJson"/> reads: it is the measure.</summary>
public sealed class OpenRtbWireTests
{
    [Fact]
    public void TryConvert_RequestsAsExchangesSendThem_AreConverted()
    {
        var maker = new RequestMaker(5);
        for (var i = 0; i < 2_000; i++)
        {
            Assert.True(Check(OpenRtbJson.WriteBytes(maker.Next())));
        }
    }

    [SkippableFact]
    public void TryConvert_SampleRequests_AreMostlyConvertedAndSayTheSame()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var (converted, all) = (0, 0);
        foreach (var (_, body) in Samples.Read("samples-valid.jsonl"))
        {
            all++;
            converted += Check(body) ? 1 : 0;
        }

        Assert.True(converted >= all * 0.8, $"{converted} of {all} converted");
    }

    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void TryConvert_MutatedRequests_SayTheSame(int seed)
    {
        var random = new Random(seed);
        var (converted, left) = (0, 0);
        for (var i = 0; i < 10_000; i++)
        {
            if (Check(BidCorpus.Default.NextJson(random)))
            {
                converted++;
            }
            else
            {
                left++;
            }
        }

        Assert.True(converted > 1_000 && left > 1_000, $"{converted} converted, {left} left: the inputs say nothing");
    }

    [Fact]
    public void TryConvert_RandomMessages_SayTheSame()
    {
        var messages = new RandomMessages(33);
        for (var i = 0; i < 300; i++)
        {
            Check(OpenRtbJson.WriteBytes(messages.Next<BidRequest>()));
        }
    }

    [Theory]
    [InlineData("""{"id":"1","imp":[{"id":"1","banner":{"w":300,"h":250}}],"test":0,"bcat":["IAB1",null],"device":{"ua":"a\u00e4\n\"b\"","dnt":1,"geo":{"lat":-12.5}}}""", true)]
    [InlineData("""{"id":null,"tmax":-1}""", true)]
    [InlineData("""{"\u0069d":"1"}""", true)]
    [InlineData("""{"imp":[null,{"id":"2","native":{"request":{"ver":"1.2"}}}]}""", true)]
    [InlineData("""{"imp":[{"native":{"request":"{\"ver\":\"1.2\"}"}}],"unknown":{"a":[1,{}]}}""", true)]
    [InlineData("""{"id":"1","id":"2"}""", false)]
    [InlineData("""{"tmax":100.0}""", false)]
    [InlineData("""{"id":"\ud800"}""", false)]
    [InlineData("""{"id":1}""", false)]
    [InlineData("""{"imp":{}}""", false)]
    [InlineData("""{"device":{"js":7}}""", false)]
    [InlineData("""{"device":{"geo":{"lat":1e999}}}""", false)]
    [InlineData("""{"id":"1"} {}""", false)]
    [InlineData("""{"id":"1" """, false)]
    [InlineData("""[]""", false)]
    [InlineData("", false)]
    public void TryConvert_OddTexts_AreLeft(string json, bool converted) => Assert.Equal(converted, Check(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void TryConvert_BufferTooSmall_IsLeft()
    {
        var json = OpenRtbJson.WriteBytes(new RequestMaker(6).Next());
        var wire = new byte[OpenRtbWire.BufferFor(json.Length)];
        Assert.True(OpenRtbWire.TryConvert(json, wire, out var needed));

        for (var size = 0; size < needed; size++)
        {
            Assert.False(OpenRtbWire.TryConvert(json, wire.AsSpan(0, size), out var bytes));
            Assert.Equal(0, bytes);
        }
    }

    [Fact]
    public void TryConvert_WarmedUp_AllocatesNothing()
    {
        var json = OpenRtbJson.WriteBytes(new RequestMaker(7).Next());
        var wire = new byte[OpenRtbWire.BufferFor(json.Length)];
        OpenRtbWire.TryConvert(json, wire, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        OpenRtbWire.TryConvert(json, wire, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    /// <returns>Whether it was converted.</returns>
    private static bool Check(byte[] json)
    {
        var wire = new byte[OpenRtbWire.BufferFor(json.Length)];
        if (!OpenRtbWire.TryConvert(json, wire, out var length))
        {
            return false;
        }

        var expected = new BidRequest();
        Assert.True(OpenRtbJson.TryRead(json, expected, out var error), $"converted, but refused: {error}: {Encoding.UTF8.GetString(json)}");
        Assert.Equal(expected, BidRequest.Parser.ParseFrom(wire, 0, length));
        return true;
    }
}
