using System.Text;
using Bidding.Fuzzing.Mutation;
using Bidding.OpenRtb;
using Bidding.Protocol.OpenRtb;
using Bidding.Simulator.Traffic;
using Google.Protobuf;

namespace Bidding.Fuzzing.Corpus;

/// <summary>The bid requests that inputs are made from: what an exchange sends, what hardly any sends, and messages with random fields. Immutable.</summary>
public sealed class BidCorpus
{
    private const int FromMaker = 60;
    private const int FromChance = 30;
    private const int SizeMax = 12_000;

    private readonly JsonPart[] _json;
    private readonly byte[][] _protobuf;

    private BidCorpus()
    {
        var maker = new RequestMaker(1);
        var likely = Enumerable.Range(0, FromMaker).Select(_ => maker.Next()).ToList();
        var odd = OddRequests.All.Select(Encoding.UTF8.GetBytes).ToList();
        var random = Enumerable.Range(0, FromChance).Select(seed => WithImp(new RandomMessages(seed).Next<BidRequest>())).Where(request => request.CalculateSize() < SizeMax).ToList();
        _json = [.. likely.Concat(random).Select(OpenRtbJson.WriteBytes).Concat(odd).Select(json => JsonPart.Parse(WithoutMark(json)))];
        _protobuf = [.. likely.Concat(odd.Select(Read).OfType<BidRequest>()).Concat(random).Select(request => request.ToByteArray())];
    }

    /// <summary>Made once: a corpus never changes.</summary>
    public static BidCorpus Default { get; } = new();

    public byte[] NextJson(Random random) => JsonMutation.Next(_json[random.Next(_json.Length)], random);

    public byte[] NextProtobuf(Random random) => ProtoMutation.Next(_protobuf[random.Next(_protobuf.Length)], random);

    private static ReadOnlyMemory<byte> WithoutMark(byte[] json) => json.AsSpan().StartsWith("\uFEFF"u8) ? json.AsMemory(3) : json;

    private static BidRequest? Read(byte[] json)
    {
        var request = new BidRequest();
        return OpenRtbJson.TryRead(json, request, out _) ? request : null;
    }

    /// <summary>Chance rarely makes a request that anybody may answer: this one's first imps are made valid, the rest stays.</summary>
    private static BidRequest WithImp(BidRequest request)
    {
        request.Id = request.Id.Length == 0 ? "r" : request.Id;
        request.App = null;
        request.Dooh = null;
        request.Device = null;
        request.Source = null;
        request.Imp.Clear();
        request.Imp.Add(new BidRequest.Types.Imp { Id = "1", Banner = new() { W = 300, H = 250 } });
        return request;
    }
}
