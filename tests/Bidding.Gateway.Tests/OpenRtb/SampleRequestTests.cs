using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;

namespace Bidding.Gateway.Tests.OpenRtb;

public sealed class SampleRequestTests
{
    [SkippableFact]
    public void Check_ValidSamples_AcceptsAll()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var refused = Samples.Read("samples-valid.jsonl").Select(s => (s.Source, Why: WhyRefused(s.Body))).Where(s => s.Why is not null);

        Assert.Empty(refused);
    }

    [SkippableFact]
    public void Check_InvalidSamples_RefusesAll()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        var accepted = Samples.Read("samples-invalid.jsonl").Where(s => WhyRefused(s.Body) is null).Select(s => s.Source);

        Assert.Empty(accepted);
    }

    [SkippableFact]
    public void Write_ValidSamples_ReadBackAsTheSameMessage()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        foreach (var (source, body) in Samples.Read("samples-valid.jsonl"))
        {
            var first = new BidRequest();
            Assert.True(OpenRtbJson.TryRead(body, first, out _), source);
            var second = new BidRequest();
            Assert.True(OpenRtbJson.TryRead(OpenRtbJson.WriteBytes(first), second, out var error), $"{source}: {error}");
            Assert.Equal(first, second);
        }
    }

    private static string? WhyRefused(byte[] body)
    {
        var request = new BidRequest();
        return OpenRtbJson.TryRead(body, request, out var error) ? RequestValidator.Check(request)?.ToString() : error.ToString();
    }
}
