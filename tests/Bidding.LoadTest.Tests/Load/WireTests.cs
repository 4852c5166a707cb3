using System.Text;
using Bidding.LoadTest.Load;
using Bidding.LoadTest.Load.Client;
using Bidding.LoadTest.Load.Requests;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.LoadTest.Tests.Load;

public sealed class WireTests
{
    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n", 204, "")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{\"\"}", 200, "{\"\"}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"\"}\r\n0\r\n\r\n", 200, "{\"\"}")]
    public void Http1Answer_Whole_IsReadAndEveryPrefixIsNot(string text, int status, string body)
    {
        var bytes = Encoding.ASCII.GetBytes(text);

        Assert.True(Http1Answer.TryRead(bytes, out var answer, out var used));
        Assert.Equal((status, body, bytes.Length), (answer.Status, Encoding.ASCII.GetString(bytes, answer.BodyStart, answer.BodyBytes), used));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(Http1Answer.TryRead(bytes.AsSpan(0, length), out _, out _), $"{length} bytes");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AnswerScan_Answer_FindsIdAndBid(bool bid)
    {
        var answer = new BidResponse { Id = "0000002a-0001-x", Cur = "USD" };
        if (bid)
        {
            answer.Seatbid.Add(new BidResponse.Types.SeatBid { Seat = "s" });
        }
        else
        {
            answer.Nbr = 8;
        }

        Assert.True(AnswerScan.TryScan(answer.ToByteArray(), out var id, out var found));
        Assert.Equal(bid, found);
        Assert.True(RequestId.TryRead(id, out var number));
        Assert.Equal(42u, number);
    }

    [Theory]
    [InlineData(LoadTarget.Grpc)]
    [InlineData(LoadTarget.Json)]
    public void Encode_Request_CanBeNumberedAndStaysReadable(object target)
    {
        var wire = (LoadTarget)target;
        var request = new LoadRequestMaker(seed: 3).Next();
        var encoded = RequestEncoder.Encode(request, wire);
        RequestId.Write(encoded.Body.AsSpan(encoded.IdOffset), 0xBEEF);

        var read = new BidRequest();
        if (wire == LoadTarget.Json)
        {
            Assert.True(OpenRtbJson.TryRead(encoded.Body, read, out var error), error.ToString());
        }
        else
        {
            read = BidRequest.Parser.ParseFrom(encoded.Body.AsSpan(5).ToArray());
        }

        Assert.Equal(request.Id.Replace(RequestId.Marker, "0000beef", StringComparison.Ordinal), read.Id);
        Assert.Equal(request.Imp, read.Imp);
    }

    [Fact]
    public void MakeRequests_Seed_MakesTheSameDistinctRequests()
    {
        var (first, second) = (new LoadRequestMaker(7), new LoadRequestMaker(7));
        var requests = Enumerable.Range(0, 500).Select(_ => first.Next()).ToList();

        Assert.All(requests, request => Assert.Equal(request, second.Next()));
        Assert.Equal(500, requests.Select(request => request.ToByteString()).Distinct().Count());
        Assert.All((Func<BidRequest, bool>[])[r => r.Site is not null, r => r.App is not null, r => r.Imp[0].Banner is not null, r => r.Imp[0].Video is not null, r => r.Imp[0].Audio is not null, r => r.Imp[0].Native is not null],
            kind => Assert.Contains(requests, request => kind(request)));
    }

    /// <summary>The examples of RFC 7541, C.2.1 and C.2.4, and a table that entries fall out of.</summary>
    [Fact]
    public void HpackReader_DynamicTable_KeepsInStep()
    {
        var reader = new HpackReader();
        Assert.Equal((200, 0), Read(reader, [0x88, 0x40, 11, .. "grpc-status"u8, 1, (byte)'0']));
        Assert.Equal((0, 0), Read(reader, [0xBE]));
        Assert.Equal((0, 13), Read(reader, [0x40, 11, .. "grpc-status"u8, 2, (byte)'1', (byte)'3']));
        Assert.Equal((0, 0), Read(reader, [0xBF]));
        Assert.Equal((404, 13), Read(reader, [0x8D, 0xBE]));

        // The table is emptied: the entries are gone.
        Assert.Equal((0, -1), Read(reader, [0x20]));
        Assert.Throws<InvalidDataException>(() => Read(reader, [0xBE]));
    }

    [Theory]
    [InlineData(1, 2, 0.5)]
    [InlineData(3, 3, 1)]
    [InlineData(20, 9, 20.0 / 9)]
    [InlineData(3600, 9, 400)]
    public void RoundPlan_Seconds_AreCutIntoRounds(int seconds, int rounds, double nodeSeconds)
    {
        var plan = RoundPlan.For(TimeSpan.FromSeconds(seconds));

        Assert.Equal(rounds, plan.Rounds);
        Assert.Equal(nodeSeconds, plan.NodeLength.TotalSeconds, 3);
        Assert.True(plan.EchoLength <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Tally_Percentiles_CountAnswersAndFaultsAlike()
    {
        var tally = new RoundTally();
        for (var i = 1; i <= 99; i++)
        {
            tally.CountAnswer(i * 1_000_000L, bid: i % 2 == 0);
        }

        tally.CountFault(5_000_000_000, "gone");
        Assert.Equal((99, 49, 1), (tally.Answered, tally.Bids, tally.Failed));
        Assert.InRange(tally.LatencyMs(50), 49.9, 50.1);
        Assert.InRange(tally.LatencyMs(99.9), 4990, 5010);
    }

    private static (int Status, int GrpcStatus) Read(HpackReader reader, byte[] block)
    {
        var (status, grpcStatus) = (0, -1);
        reader.Read(block, ref status, ref grpcStatus);
        return (status, grpcStatus);
    }
}
