using Bidding.Protocol.OpenRtb;
using Google.Protobuf;
using Imp = Bidding.Protocol.OpenRtb.BidRequest.Types.Imp;

namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>Bytes as another implementation of the standard's proto would send or expect them.</summary>
public sealed class WireFormatTests
{
    [Fact]
    public void Parse_UnpackedList_ReadsIt()
    {
        byte[] unpacked = [0x28, 1, 0x28, 4]; // Banner.btype = 5, one varint each, as proto2 writes

        var banner = BidRequest.Types.Banner.Parser.ParseFrom(unpacked);

        Assert.Equal([1, 4], banner.Btype);
    }

    [Fact]
    public void ToByteArray_List_IsPacked()
    {
        var banner = new BidRequest.Types.Banner { Btype = { 1, 4 } };

        Assert.Equal([0x2A, 2, 1, 4], banner.ToByteArray());
    }

    [Fact]
    public void ToByteArray_FalseFlag_IsSentAndKeepsItsPresence()
    {
        var bytes = new Imp { Id = "1", Secure = false }.ToByteArray();

        Assert.Equal([0x0A, 1, (byte)'1', 0x60, 0], bytes);
        Assert.True(Imp.Parser.ParseFrom(bytes).HasSecure);
        Assert.False(Imp.Parser.ParseFrom([0x0A, 1, (byte)'1']).HasSecure);
    }

    [Fact]
    public void Parse_IntegerFlag_ReadsAsBoolean()
    {
        // Older protos had int32 where this one has bool: on the wire both are the same varint.
        Assert.True(Imp.Parser.ParseFrom([0x60, 1]).Secure);
    }

    [Fact]
    public void Parse_FieldsUnknownToUs_AreSkippedAndKept()
    {
        byte[] withExtension = [0x0A, 1, (byte)'1', 0xCA, 0x0C, 2, (byte)'h', (byte)'i']; // field 201, a private extension

        var imp = Imp.Parser.ParseFrom(withExtension);

        Assert.Equal("1", imp.Id);
        Assert.Equal(withExtension, imp.ToByteArray());
    }

    [Fact]
    public void Parse_SiteAndApp_KeepsBothSoThatTheyCanBeRefused()
    {
        var request = BidRequest.Parser.ParseFrom([0x1A, 0, 0x22, 0]);

        Assert.NotNull(request.Site);
        Assert.NotNull(request.App);
    }
}
