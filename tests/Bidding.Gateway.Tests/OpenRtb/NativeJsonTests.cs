using System.Text;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Native = Bidding.Protocol.OpenRtb.BidRequest.Types.Native;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class NativeJsonTests
{
    private const string Bare = """{"ver":"1.2","assets":[{"id":7,"required":1,"title":{"len":90}}],"eventtrackers":[{"event":1,"methods":[1,2]}]}""";
    private const string Wrapped = $$"""{"native":{{Bare}}}""";

    public static TheoryData<string> Forms => [Text(Bare), Text(Wrapped), Bare, Wrapped];

    [Theory]
    [MemberData(nameof(Forms))]
    public void TryGetRequest_EveryForm_GivesTheSameRequest(string request)
    {
        var native = Read($$"""{"request":{{request}}}""");

        Assert.True(NativeJson.TryGetRequest(native, out var parsed, out var error), error.ToString());
        Assert.Equal("1.2", parsed.Ver);
        Assert.Equal((7, true, 90), (parsed.Assets[0].Id, parsed.Assets[0].Required, parsed.Assets[0].Title.Len));
        Assert.Equal([1, 2], parsed.Eventtrackers[0].Methods);
    }

    [Theory]
    [InlineData("placeholder request")]
    [InlineData("{native: \"request\"}")]
    [InlineData("")]
    [InlineData("{\"assets\":[{\"id\":\"x\"}]}")]
    public void TryGetRequest_UnreadableText_SaysSoAndKeepsTheText(string text)
    {
        var native = Read($$"""{"request":{{Text(text)}}}""");

        Assert.Equal(text, native.Request);
        Assert.False(NativeJson.TryGetRequest(native, out _, out var error));
        Assert.NotEmpty(error.Reason);
    }

    [Fact]
    public void TryRead_BothForms_KeepsTheLast()
    {
        Assert.False(Read("""{"request":"text","request":{"ver":"1.2"}}""").HasRequest);
        Assert.Null(Read("""{"request":{"ver":"1.2"},"request":"text"}""").RequestNative);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Write_EitherForm_GoesBackUnderTheSameName(string request)
    {
        var native = Read($$"""{"request":{{request}}}""");

        Assert.Equal(native, Read(Encoding.UTF8.GetString(OpenRtbJson.WriteBytes(native))));
    }

    private static string Text(string content) => System.Text.Json.JsonSerializer.Serialize(content);

    private static Native Read(string json)
    {
        var native = new Native();
        Assert.True(OpenRtbJson.TryRead(Encoding.UTF8.GetBytes(json), native, out var error), error.ToString());
        return native;
    }
}
