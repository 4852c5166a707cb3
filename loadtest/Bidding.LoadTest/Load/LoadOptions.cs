namespace Bidding.LoadTest.Load;

/// <summary>The endpoint that is put under load.</summary>
internal enum LoadTarget
{
    /// <summary><c>bidding.v1.Bidder/Bid</c>.</summary>
    Grpc,

    /// <summary><c>bidding.v1.Bidder/BidStream</c>.</summary>
    GrpcStream,

    /// <summary><c>POST /openrtb2/{exchange}/bid</c>.</summary>
    Json,
}

internal enum LoadClientKind
{
    Builtin,
    H2load,
}

/// <summary>What <c>loadtest</c> was asked for.</summary>
internal sealed record LoadOptions
{
    public required LoadTarget Target { get; init; }
    public required LoadClientKind Client { get; init; }
    public required int Campaigns { get; init; }
    public required int Ads { get; init; }

    /// <summary>Share of the requests that are bid on, 0 to 1.</summary>
    public required double BidRate { get; init; }

    /// <summary>Share of the bids that are followed by a win and a billing notice, 0 to 1.</summary>
    public required double Notices { get; init; }

    /// <summary>Campaigns edited a second.</summary>
    public required double Edits { get; init; }

    /// <summary>Seconds of load on the node; the constant answer gets as many beside it, in turns.</summary>
    public required int Seconds { get; init; }

    /// <summary>Requests a second of an open loop; null with <see cref="Max"/> unset: the maximum first, then an open loop at half of it.</summary>
    public required int? Rate { get; init; }

    /// <summary>The closed loop alone.</summary>
    public required bool Max { get; init; }

    public required int WarmUpSeconds { get; init; }

    /// <summary>Requests under way in the closed loop, over all connections.</summary>
    public required int InFlight { get; init; }

    /// <summary>Distinct requests.</summary>
    public required int Requests { get; init; }
    public required int Seed { get; init; }
    public required bool Json { get; init; }
    public required bool Startup { get; init; }
    public bool HasExtras => Notices > 0 || Edits > 0;

    /// <summary>HTTP/1.1 carries one request a connection; HTTP/2 many.</summary>
    public int Connections => Target == LoadTarget.Json ? InFlight : Math.Min(4, InFlight);
}
