using System.Text;
using System.Text.Json;
using Bidding.Core.Campaigns.Definitions;

namespace Bidding.Core.Tests.Campaigns;

/// <summary>Texts that the fuzzer found to end in an exception of another kind.</summary>
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"name\":\"\\udc00\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"name\":\"a\xFF\"}")]
    [InlineData("{\"a\xFF\":1}")]
    public void Parse_TextThatNoReaderCouldRead_IsMalformedJson(string latin1) =>
        Assert.Throws<JsonException>(() => JsonText.Parse(Encoding.Latin1.GetBytes(latin1), new JsonDocumentOptions { AllowDuplicateProperties = false }));

    [Fact]
    public void Parse_WholePair_IsOneCharacter()
    {
        using var document = JsonText.Parse("""{"name":"\ud83d\ude00"}"""u8.ToArray(), default);
        Assert.Equal("😀", document.RootElement.GetProperty("name").GetString());
    }
}
