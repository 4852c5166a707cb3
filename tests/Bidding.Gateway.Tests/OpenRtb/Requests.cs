namespace Bidding.Gateway.Tests.OpenRtb;

/// <summary>Requests of our own making, one per shape, from which tests start.</summary>
internal static class Requests
{
    public const string Minimal = """{"id":"r","imp":[{"id":"1","banner":{"w":300,"h":250}}]}""";

    public const string Site = """
        {"id":"8f1c","at":1,"tmax":120,"cur":["USD","EUR"],"test":0,"bcat":["IAB25","IAB26-3"],"badv":["rival.example"],
         "imp":[{"id":"1","instl":0,"secure":1,"bidfloor":0.35,"bidfloorcur":"USD","tagid":"top","ext":{"gpid":"/19/top","other":{"a":[1,2]}},
           "metric":[{"type":"viewability","value":0.7,"vendor":"EXCHANGE"}],
           "banner":{"format":[{"w":300,"h":250},{"w":320,"h":50},{"wratio":16,"hratio":9,"wmin":300}],"btype":[4],"battr":[1,3],"pos":1,
             "topframe":1,"api":[5,7]},
           "pmp":{"private_auction":1,"deals":[{"id":"d-1","bidfloor":2.5,"at":3,"wseat":["s1"],"wadomain":["brand.example"]}]}}],
         "site":{"id":"s-9","domain":"news.example","cat":["IAB12"],"page":"https://news.example/a?b=1","ref":"https://find.example",
           "keywords":"sport,football","mobile":1,"publisher":{"id":"p-3","name":"News","domain":"news.example"},
           "content":{"title":"Caf\u00e9 \"au lait\" \ud83d\ude00","language":"fr","livestream":0}},
         "device":{"ua":"Mozilla/5.0 (X11; Linux x86_64)","ip":"203.0.113.7","language":"en","dnt":0,"lmt":0,"w":1920,"h":1080,"pxratio":1.5,
           "devicetype":2,"os":"Linux","geo":{"country":"FRA","region":"IDF","city":"Paris","lat":48.85,"lon":2.35,"utcoffset":60},
           "sua":{"browsers":[{"brand":"Firefox","version":["128","0"]}],"mobile":0,"source":2}},
         "user":{"id":"u-1","buyeruid":"b-77","data":[{"id":"dp","segment":[{"id":"12"},{"id":"99","value":"3"}]}],
           "ext":{"consent":"CPXxRfAPXxRfAAfKABENB-CgAAAAAAAAAAYgAAAAAAAA","eids":[{"source":"id.example","uids":[{"id":"x","atype":1}]}]}},
         "regs":{"coppa":0,"gdpr":1,"gpp_sid":[2,6],"ext":{"us_privacy":"1YNN",
           "dsa":{"dsarequired":2,"transparency":[{"domain":"a.example","dsaparams":[1,2]}]}}},
         "source":{"fd":0,"tid":"t-5","schain":{"complete":1,"ver":"1.0","nodes":[{"asi":"x.example","sid":"9","hp":1}]}},
         "ext":{"anything":[{"goes":null}]}}
        """;

    public const string App = """
        {"id":"a-1","imp":[
          {"id":"v","video":{"mimes":["video/mp4","video/webm"],"minduration":5,"maxduration":30,"protocols":[2,3,7],"w":640,"h":360,
            "startdelay":-1,"plcmt":1,"linearity":1,"skip":1,"skipafter":5,"playbackmethod":[1,2],"companionad":[{"w":300,"h":60}],
            "durfloors":[{"mindur":1,"maxdur":15,"bidfloor":5.0}]},"rwdd":1},
          {"id":"a","audio":{"mimes":["audio/mp4"],"maxduration":30,"stitched":true,"feed":1}},
          {"id":"n","native":{"request":"{\"native\":{\"ver\":\"1.2\",\"assets\":[{\"id\":1,\"required\":1,\"title\":{\"len\":90}}]}}","ver":"1.2","api":[3]}}],
         "app":{"id":"5","bundle":"com.game.example","name":"Game","storeurl":"https://store.example/5","cat":["IAB9-30"],"paid":0},
         "device":{"ua":"x","ifa":"0f5c7a5e-0000-4000-8000-1234567890ab","os":"iOS","osv":"17.2","ext":{"atts":3,"ifv":"v"},"connectiontype":2}}
        """;

    public static readonly string[] All = [Minimal, Site, App];
}
