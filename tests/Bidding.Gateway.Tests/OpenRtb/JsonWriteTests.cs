using System.Text;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Bid = Bidding.Protocol.OpenRtb.BidResponse.Types.Bid;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class JsonWriteTests
{
    [Fact]
    public void Write_Response_IsWhatAnExchangeReads()
    {
        var response = new BidResponse
        {
            Id = "r",
            Cur = "USD",
            Seatbid =
            {
                new BidResponse.Types.SeatBid
                {
                    Seat = "s",
                    Group = false,
                    Bid =
                    {
                        new Bid
                        {
                            Id = "b", Impid = "1", Price = 0.1, Adm = "<a href=\"x\">é&'</a>", Adomain = { "brand.example" }, W = 300, H = 250,
                            Ext = new Bid.Types.Ext { Dsa = new BidResponse.Types.DsaResponse { Paid = "p", Adrender = true } },
                        },
                    },
                },
            },
        };

        const string bid = """{"id":"b","impid":"1","price":0.1,"adm":"<a href=\"x\">é&'</a>","adomain":["brand.example"],"w":300,"h":250""" +
            ""","ext":{"dsa":{"paid":"p","adrender":1}}}""";
        Assert.Equal($$"""{"id":"r","seatbid":[{"bid":[{{bid}}],"seat":"s","group":0}],"cur":"USD"}""", Write(response));
    }

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(1, "1")]
    [InlineData(2.5e-7, "2.5E-07")]
    [InlineData(double.NaN, "0")]
    [InlineData(double.PositiveInfinity, "0")]
    public void Write_Number_IsTheShortestThatIsJson(double value, string expected) =>
        Assert.Equal($$"""{"price":{{expected}}}""", Write(new Bid { Price = value }));

    [Fact]
    public void Write_NativeMarkup_IsAnObjectUnderAdm() =>
        Assert.Equal("""{"adm":{"ver":"1.2"}}""", Write(new Bid { AdmNative = new NativeResponse { Ver = "1.2" } }));

    [Fact]
    public void Write_FreeFormSignals_KeepTheirShape()
    {
        const string text = """{"pbs":{"a":[1,true,null,"x"]},"ps":{"k":1.5}}""";
        var buyer = new BidResponse.Types.InterestGroupAuctionBuyer();

        Assert.True(OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(text), buyer, out _));
        Assert.Equal(1.5, buyer.Ps["k"]);
        Assert.Equal(text, Write(buyer));
    }

    [Fact]
    public void Write_AnotherMessage_Throws() => Assert.Throws<ArgumentException>(() => OpenRtbJson.WriteBytes(new Timestamp()));

    private static string Write(IMessage message) => Encoding.UTF8.GetString(OpenRtbJson.WriteBytes(message));
}
