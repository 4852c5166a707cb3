using System.Collections;
using System.Reflection;
using Bidding.Core.Auction;
using Bidding.Fuzzing.Corpus;
using Bidding.Gateway.Tests.Rig;
using Bidding.Gateway.Bids;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>The reading straight from protobuf says what the message says: the generated parser, the validator and the reading of messages are the measure.</summary>
public sealed class WireExtractorTests
{
    private readonly FeatureExtractor _extractor = new(new UserKeyHash(new byte[32]), Options.Create(new GatewayOptions()));
    private readonly BidWork _work = new(1);

    [Fact]
    public void TryExtract_RequestsAsExchangesSendThem_AreReadWithoutAMessage()
    {
        var maker = new RequestMaker(5);
        for (var i = 0; i < 2_000; i++)
        {
            Assert.True(TryExtract(maker.Next().ToByteArray()));
        }
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public void TryExtract_MutatedRequests_SaysWhatTheMessageSays(int seed)
    {
        var random = new Random(seed);
        var (accepted, left) = (0, 0);
        for (var i = 0; i < 4_000; i++)
        {
            if (Check(BidCorpus.Default.NextProtobuf(random)))
            {
                accepted++;
            }
            else
            {
                left++;
            }
        }

        Assert.True(accepted > 300 && left > 300, $"{accepted} read, {left} left to the parser: the inputs say nothing");
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public void TryExtract_RandomMessages_SaysWhatTheMessageSays(int seed)
    {
        var messages = new RandomMessages(seed);
        var accepted = 0;
        for (var i = 0; i < 600; i++)
        {
            var request = messages.Next<BidRequest>();
            request.Id = "r";
            request.App = null;
            request.Dooh = null;
            accepted += Check(request.ToByteArray()) ? 1 : 0;
        }

        Assert.True(accepted > 0, "no random message was read");
    }

    [SkippableFact]
    public void TryExtract_SampleRequests_SaysWhatTheMessageSays()
    {
        Skip.If(Samples.Folder is null, Samples.Missing);

        foreach (var (_, body) in Samples.Read("samples-valid.jsonl"))
        {
            var request = new BidRequest();
            Assert.True(OpenRtbJson.TryRead(body, request, out _));
            Check(request.ToByteArray());
        }
    }

    [Theory]
    [MemberData(nameof(OddMessages))]
    public void TryExtract_OutOfTheOrdinary_IsLeftToTheParser(string what, byte[] message)
    {
        Assert.False(TryExtract(message), what);
    }

    public static TheoryData<string, byte[]> OddMessages()
    {
        var good = new RequestMaker(7).Next();
        var bytes = good.ToByteArray();
        return new()
        {
            { "nothing", [] },
            { "cut off", bytes[..^1] },
            { "two sites", [.. bytes, .. new BidRequest { Site = new() { Id = "1" }, App = new() { Id = "2" } }.ToByteArray()] },
            { "a device twice", [.. bytes, .. new BidRequest { Device = new() { Os = "ios" } }.ToByteArray(), .. new BidRequest { Device = new() { Osv = "1" } }.ToByteArray()] },
            { "a group", [.. bytes, 0x0B, 0x0C] },
            { "an imp's id twice", [.. bytes, .. new BidRequest { Imp = { good.Imp[0] } }.ToByteArray()] },
            { "an id of another type", [.. bytes, 0x08, 0x01] },
            { "not UTF-8", [.. new BidRequest { Imp = { good.Imp[0] } }.ToByteArray(), 0x0A, 0x02, 0xC3, 0x28] },
        };
    }

    /// <summary>Whether it was read; fails where it was read as something else than the message is.</summary>
    private bool Check(byte[] bytes)
    {
        if (!TryExtract(bytes))
        {
            return false;
        }

        BidRequest request;
        try
        {
            request = BidRequest.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            // A part that no decision needs is damaged: it was not looked at.
            return true;
        }

        Assert.Null(RequestValidator.Check(request));
        var expected = new BidFeatures();
        expected.Begin(WordyCatalog.Snapshot, WordyCatalog.Snapshot.FindExchange("x")!);
        _extractor.Extract(request, new(1), expected);
        Assert.Equal(Describe(expected), Describe(_work.Features));
        return true;
    }

    private bool TryExtract(byte[] bytes)
    {
        var exchange = WordyCatalog.Snapshot.FindExchange("x")!;
        _work.Begin(exchange, null!, WordyCatalog.Snapshot);
        return _extractor.TryExtract(bytes, exchange.Number, _work);
    }

    /// <summary>All that features hold, private parts too, so that a field added later is compared without a change here.</summary>
    private static string Describe(BidFeatures features)
    {
        var text = new StringWriter();
        Write(features, text, "features");
        return text.ToString();
    }

    private static void Write(object? value, StringWriter text, string name)
    {
        if (value is null or string or IFormattable || value.GetType().IsPrimitive || value.GetType().IsEnum)
        {
            text.WriteLine($"{name} = {value}");
            return;
        }

        if (value is IEnumerable items)
        {
            WriteItems(items, text, name);
            return;
        }

        foreach (var field in value.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public).OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            // The snapshot is the same, the scope is the decision's, characters are where a text is put for a moment, and rows beyond the counts are left from requests before.
            if (field.FieldType == typeof(char[]) || field.Name.Contains("Snapshot", StringComparison.Ordinal) || field.Name.Contains("Exchange", StringComparison.Ordinal) || field.Name.Contains("Scope", StringComparison.Ordinal)
                || field.Name is "_imps" or "_deals")
            {
                continue;
            }

            Write(field.GetValue(value), text, $"{name}.{field.Name}");
        }

        if (value is BidFeatures features)
        {
            WriteItems(Enumerable.Range(0, features.ImpCount).Select(features.Imp), text, "imp");
        }
        else if (value is ImpFeatures imp)
        {
            WriteItems(Enumerable.Range(0, imp.DealCount).Select(imp.Deal), text, $"{name}.deal");
        }
    }

    /// <summary>Sets of numbers have no order of their own.</summary>
    private static void WriteItems(IEnumerable items, StringWriter text, string name)
    {
        var i = 0;
        foreach (var item in items is IEnumerable<int> numbers ? numbers.Order() : items)
        {
            Write(item, text, $"{name}[{i++}]");
        }
    }
}
