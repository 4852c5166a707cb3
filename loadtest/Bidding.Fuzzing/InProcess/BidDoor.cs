using Bidding.Core.Amounts;
using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;
using Bidding.Core.Snapshots;
using Bidding.Core.Tokens;
using Bidding.Gateway;
using Bidding.Gateway.Answers;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Protocol.OpenRtb;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Bidding.Fuzzing.InProcess;

/// <summary>The bid path from features to bytes: one decision per request, written in both formats. One thread at a time.</summary>
internal sealed class BidDoor : IPublicAddress
{
    private static readonly TokenKeyRing Keys = new(new TokenKey(1, new byte[TokenKey.SecretSizeMin]));

    private readonly FeatureExtractor _extractor = new(new UserKeyHash(new byte[32]), Options.Create(new GatewayOptions()));
    private readonly BidEngine _engine = new(new AuctionOptions());
    private readonly BidFeatures _features = new();
    private readonly BidDecision _decision = new();
    private readonly AnswerBuffer _json = new();
    private readonly AnswerBuffer _protobuf = new();
    private readonly AnswerWriter _writer;

    public BidDoor() => _writer = new AnswerWriter(Tokens, new GatewayIncarnation(), this);

    public string Url => "https://bid.example";

    public BidTokenCodec Tokens { get; } = new(Keys);

    /// <summary>Decides on a request that the validator let through; false when nobody bids. The answers live until the next call.</summary>
    public bool TryAnswer(BidRequest request, CatalogSnapshot snapshot, out ReadOnlyMemory<byte> json, out ReadOnlyMemory<byte> protobuf)
    {
        var exchange = snapshot.FindExchange(FuzzCatalog.Exchange.Id)!;
        _features.Begin(snapshot, exchange);
        _extractor.Extract(request, exchange.Number, _features);
        var moment = new BidMoment(Instant.FromDateTimeOffset(StillTime.Now), TimeProvider.System.TimestampFrequency, TimeSpan.Zero);
        var draws = new DrawSource(7);
        _engine.Decide(_features, Funded(snapshot), moment, default, ref draws, _decision);
        _json.Begin(AnswerFormat.Json);
        _protobuf.Begin(AnswerFormat.Protobuf);
        if (_decision.BidCount > 0)
        {
            _writer.Write(_features, _decision, StillTime.Now.ToUnixTimeMilliseconds(), _json);
            _writer.Write(_features, _decision, StillTime.Now.ToUnixTimeMilliseconds(), _protobuf);
        }
        else
        {
            AnswerWriter.NoBid(request.Id, _decision.Reason, _json);
            AnswerWriter.NoBid(request.Id, _decision.Reason, _protobuf);
        }

        json = _json.Message;
        protobuf = _protobuf.Message;
        return _decision.BidCount > 0;
    }

    /// <summary>Every campaign with money of its own for this one request, so that no input depends on those before it.</summary>
    private static LiveCampaigns Funded(CatalogSnapshot snapshot)
    {
        var live = new LiveCampaigns();
        for (var number = 1; number <= FuzzCatalog.Campaigns.Count; number++)
        {
            var grant = new LeaseGrant(new WindowId(1, 1), new BudgetDay(20_000), Money.FromDecimal(100m), int.MaxValue, TimeSpan.FromHours(1));
            live.Get(new(number)).Lease = new Lease(grant, TimeProvider.System.TimestampFrequency * 3600, snapshot.ExchangeNumberMax);
        }

        return live;
    }
}
