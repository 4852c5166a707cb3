using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Snapshots;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using NodaTime;

namespace Bidding.Gateway.Bids;

/// <summary>
/// Answers bid requests, whatever wire they came on: features > profile > decision > answer, from one snapshot and the leases at hand. Waits for nothing but, at most, one
/// profile under a deadline. Any thread; never throws.
/// </summary>
public sealed class BidPath
{
    private readonly ISnapshotSource _snapshots;
    private readonly FeatureExtractor _extractor;
    private readonly IUserProfiles _profiles;
    private readonly BidEngine _engine;
    private readonly LiveCampaigns _live;
    private readonly AnswerWriter _answers;
    private readonly RequestRate _rate;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ObjectPool<BidWork> _works;
    private readonly ObjectPool<AnswerBuffer> _buffers;

    public BidPath(
        ISnapshotSource snapshots,
        FeatureExtractor extractor,
        IUserProfiles profiles,
        BidEngine engine,
        LiveCampaigns live,
        AnswerWriter answers,
        Random random,
        TimeProvider time,
        ILogger<BidPath> log)
    {
        _snapshots = snapshots;
        _extractor = extractor;
        _profiles = profiles;
        _engine = engine;
        _live = live;
        _answers = answers;
        _rate = new RequestRate(time);
        _time = time;
        _log = log;
        _works = new DefaultObjectPool<BidWork>(new BidWorkPolicy(random), Environment.ProcessorCount * 64);
        _buffers = new DefaultObjectPool<AnswerBuffer>(new AnswerBufferPolicy(), Environment.ProcessorCount * 64);
    }

    /// <summary>A timestamp to hand back as a request's arrival.</summary>
    public long Arrive() => _time.GetTimestamp();

    public CompiledExchange? FindExchange(string id) => _snapshots.Current.FindExchange(id);

    /// <summary>Null for a request that may be answered; else what is wrong with it, counted.</summary>
    public static RequestError? Check(BidRequest request, CompiledExchange exchange)
    {
        var error = RequestValidator.Check(request);
        if (error is not null)
        {
            CountInvalid(exchange);
        }

        return error;
    }

    public static void CountInvalid(CompiledExchange exchange) => ExchangeInstruments.Of(exchange.Id).Invalid.Inc();

    /// <summary>A buffer for an answer in <paramref name="format"/>. Give it back when the answer is sent.</summary>
    public AnswerBuffer Rent(AnswerFormat format)
    {
        var buffer = _buffers.Get();
        buffer.Begin(format);
        return buffer;
    }

    public void Return(AnswerBuffer buffer) => _buffers.Return(buffer);

    /// <summary>Writes the answer to a request that <see cref="Check"/> let through: bids, or none and <c>nbr</c>.</summary>
    /// <returns>Why there is no bid; <see cref="NoBidReason.None"/> when there is.</returns>
    public async ValueTask<NoBidReason> AnswerAsync(BidRequest request, CompiledExchange exchange, long arrivedAt, AnswerBuffer output)
    {
        var instruments = ExchangeInstruments.Of(exchange.Id);
        var work = _works.Get();
        NoBidReason reason;
        try
        {
            reason = await AnswerAsync(request, exchange, arrivedAt, work, instruments, output).ConfigureAwait(false);
            _works.Return(work);
        }
        catch (Exception e)
        {
            // A fault of ours must cost one auction, not the exchange's connection. The work is left to the collector: its state is unknown.
            _log.AnswerFailed(e, exchange.Id, request.Id);
            instruments.Failed.Inc();
            output.Begin(output.Format);
            AnswerWriter.NoBid(request.Id, NoBidReason.NotReady, output);
            reason = NoBidReason.NotReady;
        }

        instruments.Duration.Observe(_time.GetElapsedTime(arrivedAt).TotalSeconds);
        return reason;
    }

    private async ValueTask<NoBidReason> AnswerAsync(
        BidRequest request, CompiledExchange exchange, long arrivedAt, BidWork work, ExchangeInstruments instruments, AnswerBuffer output)
    {
        if (exchange.Definition.Status != Status.Active)
        {
            return NoBid(request, NoBidReason.UnknownExchange, instruments, output);
        }

        if (!_rate.TryTake(exchange.Definition))
        {
            return NoBid(request, NoBidReason.RateLimited, instruments, output);
        }

        var snapshot = _snapshots.Current;
        var features = work.Features;
        // The exchange of the snapshot that is bid from, which may be newer than the one the caller was recognized by.
        features.Begin(snapshot, snapshot.FindExchange(exchange.Id) ?? exchange);
        _extractor.Extract(request, exchange.Number, features);
        var shown = snapshot.AnyFrequencyCaps ? await _profiles.ReadAsync(features.UserKey).ConfigureAwait(false) : [];
        var now = _time.GetUtcNow();
        Decide(work, shown, now, arrivedAt);
        var decision = work.Decision;
        if (decision.BidCount == 0)
        {
            return NoBid(request, decision.Reason, instruments, output);
        }

        CountBids(decision, instruments);
        _answers.Write(request, features, decision, now.ToUnixTimeMilliseconds(), output);
        return NoBidReason.None;
    }

    private void Decide(BidWork work, ShownImpression[]? shown, DateTimeOffset now, long arrivedAt)
    {
        var timestamp = _time.GetTimestamp();
        var moment = new BidMoment(Instant.FromDateTimeOffset(now), timestamp, _time.GetElapsedTime(arrivedAt, timestamp));
        var history = shown is null ? default : UserHistory.Of(shown);
        _engine.Decide(work.Features, _live, moment, history, ref work.Draw, work.Decision);
    }

    private static NoBidReason NoBid(BidRequest request, NoBidReason reason, ExchangeInstruments instruments, AnswerBuffer output)
    {
        instruments.WithoutBid.Inc();
        BidInstruments.NoBids[(int)reason].Inc();
        AnswerWriter.NoBid(request.Id, reason, output);
        return reason;
    }

    private static void CountBids(BidDecision decision, ExchangeInstruments instruments)
    {
        instruments.WithBid.Inc();
        FunnelInstruments.Bid.Inc(decision.BidCount);
        for (var i = 0; i < decision.ImpCount; i++)
        {
            if (decision.Imp(i) is { Reason: NoBidReason.None, Ad: { } ad })
            {
                instruments.Bids[(int)ad.Format].Inc();
            }
        }
    }
}
