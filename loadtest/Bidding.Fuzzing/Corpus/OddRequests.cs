namespace Bidding.Fuzzing.Corpus;

/// <summary>Bid requests written by hand: each has something that exchanges rarely send, or that two readers could take for two things.</summary>
public static class OddRequests
{
    public static IReadOnlyList<string> All { get; } =
    [
        """{"id":"r1","imp":[{"id":"1","banner":{"format":[{"w":300,"h":250}]},"bidfloor":0.5}],"site":{"domain":"news.example"}}""",
        """{"id":"r1","imp":[{"id":"1","video":{"mimes":["video/mp4"],"protocols":[2,3,7],"w":640,"h":360,"maxduration":30,"playbackmethod":[1],"api":[7],"companionad":[{"w":300,"h":250}]}}],"app":{"bundle":"com.x"}}""",
        """{"id":"r1","imp":[{"id":"1","audio":{"mimes":["audio/mpeg"],"maxduration":60,"feed":3,"stitched":1}}],"dooh":{"id":"d"}}""",
        """{"id":"r1","imp":[{"id":"1","native":{"ver":"1.2","request":"{\"ver\":\"1.2\",\"eventtrackers\":[{\"event\":1,\"methods\":[1]}],\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}},{\"id\":2,\"required\":1,\"img\":{\"type\":3,\"wmin\":600,\"hmin\":300}},{\"id\":3,\"data\":{\"type\":2,\"len\":40}},{\"id\":4,\"data\":{\"type\":4}}]}"}}]}""",
        """{"id":"r1","imp":[{"id":"1","native":{"request":{"native":{"ver":"1.1","assets":[{"id":1,"title":{"len":25}},{"id":2,"img":{"type":1,"w":80,"h":80}}]}}}}]}""",
        """{"id":"r1","imp":[{"id":"1","native":{"request":"{\"native\":{\"ver\":\"1.0\",\"assets\":[{\"id\":7,\"video\":{\"mimes\":[\"video/mp4\"],\"minduration\":1,\"maxduration\":30,\"protocols\":[2,3]}},{\"id\":1,\"title\":{\"len\":140}}]}}"}}]}""",
        """{"id":"r1","at":1,"cur":["EUR","USD"],"imp":[{"id":"1","banner":{"w":300,"h":250,"btype":[4],"battr":[2,3],"mimes":["image/png"]},"bidfloor":1.25,"bidfloorcur":"EUR","secure":1,"exp":30,"instl":0,"pmp":{"private_auction":1,"deals":[{"id":"deal-1","bidfloor":2.5,"bidfloorcur":"USD","at":3,"wseat":["seat-1"],"wadomain":["acme.example"]}]}}],"test":0}""",
        """{"id":"r\u0000\"\\\/é😀","imp":[{"id":"imp \" é 😀","banner":{"w":300,"h":250}},{"id":"2","banner":{"w":300,"h":250},"video":{"mimes":["video/mp4"]}}],"bcat":["IAB25-3"],"badv":["acme.example"],"allimps":1,"tmax":300}""",
        """{"id":"r1","imp":[{"id":"1","banner":{"w":300,"h":250}}],"user":{"id":"u","buyeruid":"b","ext":{"consent":"CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA","eids":[{"source":"x.example","uids":[{"id":"e1","atype":1}]}]},"eids":[{"source":"y.example","uids":[{"id":"e2"}]}]},"regs":{"coppa":0,"gdpr":1,"us_privacy":"1YYN","gpp":"DBABMA~CPXxRf","gpp_sid":[2,6],"ext":{"gdpr":1,"us_privacy":"1---","dsa":{"dsarequired":3,"pubrender":0,"datatopub":2,"transparency":[{"domain":"x.example","dsaparams":[1]}]}}},"device":{"ua":"Mozilla/5.0","sua":{"browsers":[{"brand":"Chrome","version":["126","0"]}],"platform":{"brand":"Windows","version":["10"]},"mobile":0},"ip":"203.0.113.9","ipv6":"2001:db8::1","geo":{"country":"DEU","lat":52.5,"lon":13.4,"utcoffset":60},"w":1920,"h":1080,"pxratio":1.5,"lmt":0,"dnt":"0","js":1}}""",
        """{"id":"r1","imp":[{"id":"1","banner":{"w":300,"h":250},"qty":{"multiplier":2.5,"sourcetype":1},"metric":[{"type":"viewability","value":0.85,"vendor":"EXCHANGE"}],"rwdd":1,"ssai":0,"ext":{"gpid":"/1/home","data":{"pbadslot":"x"},"skadn":{"version":"2.0","sourceapp":"1","skadnetids":["a.skadnetwork"]}}}],"source":{"fd":1,"tid":"t","pchain":"c","schain":{"complete":1,"ver":"1.0","nodes":[{"asi":"x.example","sid":"1","hp":1,"rid":"r","name":"n","domain":"d"}]}}}""",
        """{"id":"r1","imp":[{"id":"1","banner":{"format":[{"wratio":6,"hratio":5,"wmin":250},{"w":0,"h":0}],"expdir":[1],"topframe":2}}],"site":{"id":"s","cat":["IAB1"],"pagecat":[],"page":"https://x.example/?a=1&b=%20","ref":null,"mobile":1,"privacypolicy":true,"keywords":"a,b","kwarray":["a","b"],"publisher":{"id":"p","ext":{}},"content":{"id":"c","livestream":0,"genre":"g","language":"en","len":30,"data":[{"segment":[{"id":"1","value":"x"}]}],"network":{"id":"n"},"channel":{"id":"c"}},"ext":{"amp":1}}}""",
        """{"id":"r1","test":1,"imp":[{"id":"1","banner":{"w":300,"h":250}}],"wlang":["en"],"bapp":["com.x"],"wseat":["seat-1"],"cattax":2,"unknown":{"deep":[[[1]]]},"ext":{"x":{"y":[{"z":null}]}}}""",
        "\uFEFF{\"id\":\"r1\",\"imp\":[{\"id\":\"1\",\"banner\":{\"w\":300,\"h\":250}}]}",
        """{"imp":[],"id":""}""", "{}", "[]", "null", "0", "\"\"",
    ];
}
