using System.Buffers;
using BenchmarkDotNet.Attributes;
using Bidding.OpenRtb;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Google.Protobuf;

namespace Bidding.Benchmarks;

/// <summary>Reading, checking and writing a typical web request of about 1.5 KB, JSON beside protobuf.</summary>
[MemoryDiagnoser]
public class OpenRtbJsonBenchmarks
{
    private static ReadOnlySpan<byte> Json => """
        {"id":"8f1cb8c2-7c1e-4c83-a4b0-5b1d3a0f8e11","at":1,"tmax":120,"cur":["USD"],"bcat":["IAB25","IAB26"],"badv":["rival.example"],
         "imp":[{"id":"1","instl":0,"secure":1,"bidfloor":0.35,"bidfloorcur":"USD","tagid":"top","ext":{"gpid":"/19/top","other":{"a":[1,2]}},
           "banner":{"format":[{"w":300,"h":250},{"w":320,"h":50}],"battr":[1,3],"pos":1,"api":[5,7]},
           "pmp":{"private_auction":0,"deals":[{"id":"d-1","bidfloor":2.5,"at":3}]}}],
         "site":{"id":"s-9","domain":"news.example","cat":["IAB12"],"page":"https://news.example/a?b=1","publisher":{"id":"p-3","domain":"news.example"}},
         "device":{"ua":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/128 Safari/537.36","ip":"203.0.113.7","language":"en","dnt":0,"lmt":0,
           "w":1920,"h":1080,"pxratio":1.5,"devicetype":2,"os":"Linux","geo":{"country":"FRA","region":"IDF","city":"Paris","lat":48.85,"lon":2.35}},
         "user":{"id":"u-1","buyeruid":"b-77","data":[{"id":"dp","segment":[{"id":"12"},{"id":"99"}]}],
           "ext":{"consent":"CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA","eids":[{"source":"id.example","uids":[{"id":"x","atype":1}]}]}},
         "regs":{"coppa":0,"gdpr":1,"gpp_sid":[2,6]},
         "source":{"fd":0,"tid":"t-5","schain":{"complete":1,"ver":"1.0","nodes":[{"asi":"x.example","sid":"9","hp":1}]}}}
        """u8;

    private readonly ArrayBufferWriter<byte> _output = new(4096);
    private byte[] _json = [];
    private byte[] _protobuf = [];
    private BidRequest _request = new();

    [GlobalSetup]
    public void Setup()
    {
        _json = Json.ToArray();
        _request = ReadJson();
        _protobuf = _request.ToByteArray();
    }

    [Benchmark]
    public BidRequest ReadJson()
    {
        var request = new BidRequest();
        return OpenRtbJson.TryRead(_json, request, out var error) ? request : throw new InvalidOperationException(error.ToString());
    }

    [Benchmark(Baseline = true)]
    public BidRequest ReadProtobuf() => BidRequest.Parser.ParseFrom(_protobuf);

    [Benchmark]
    public bool Check() => RequestValidator.Check(_request) is null;

    [Benchmark]
    public int WriteJson()
    {
        _output.ResetWrittenCount();
        OpenRtbJson.Write(_output, _request);
        return _output.WrittenCount;
    }
}
