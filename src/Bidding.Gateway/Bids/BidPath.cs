using Bidding.Core.Auction;
using Bidding.Core.Campaigns;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
using Bidding.Gateway.Grpc;
using Bidding.Gateway.OpenRtb;
using Bidding.Gateway.Profiles;
using Bidding.Gateway.Snapshots;
using Bidding.OpenRtb.Validation;
using Bidding.Protocol.OpenRtb;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.ObjectPool;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Bidding.Gateway.Bids;

/// <summary>
/// Answers bid requests, whatever wire they came on: features > profile > decision > answer, from one snapshot and the leases at hand. Waits for nothing but, at most, one
/// profile under a deadline. Any thread; never throws.
/// </summary>
public sealed class BidPath
{
    internal const string NoCatalog = "this node has just started and has not read the catalog yet";
    internal const string MalformedRequest = "the message is not a BidRequest, or is too large";

    private readonly ISnapshotSource _snapshots;
    private readonly FeatureExtractor _extractor;
    private readonly IUserProfiles _profiles;
    private readonly BidEngine _engine;
    private readonly LiveCampaigns _live;
    private readonly AnswerWriter _answers;
    private readonly RequestLimits _limits;
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
        IOptions<GatewayOptions> options,
        ILogger<BidPath> log)
    {
        _snapshots = snapshots;
        _extractor = extractor;
        _profiles = profiles;
        _engine = engine;
        _live = live;
        _answers = answers;
        _limits = new RequestLimits(time, options.Value.RequestsPerSecondMax, options.Value.ConcurrentRequestsMax);
        _time = time;
        _log = log;
        _works = new DefaultObjectPool<BidWork>(new BidWorkPolicy(random), Environment.ProcessorCount * 64);
        _buffers = new DefaultObjectPool<AnswerBuffer>(new AnswerBufferPolicy(), Environment.ProcessorCount * 64);
    }

    /// <summary>A timestamp to hand back as a request's arrival.</summary>
    public long Arrive() => _time.GetTimestamp();

    /// <summary>False: the node has just started and knows nobody yet, so that whom it does not know is no stranger.</summary>
    public bool HasCatalog => !ReferenceEquals(_snapshots.Current, CatalogSnapshot.Empty);

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

    /// <summary>Reads a request in protobuf. Straight from its bytes where it is as requests are; else by way of a message, which tells what is wrong with it.</summary>
    /// <param name="fault">Why there is nothing to answer; counted.</param>
    public BidWork? Read(ReadOnlySpan<byte> message, CompiledExchange exchange, out string fault)
    {
        fault = "";
        var work = Begin(exchange);
        try
        {
            if (message.Length <= GatewayLimits.MessageBytesMax && _extractor.TryExtract(message, exchange.Number, work))
            {
                return work;
            }
        }
        catch (Exception e)
        {
            return Unread(e, BidderBinding.Parse(message)?.Id ?? "", exchange);
        }

        var request = message.Length <= GatewayLimits.MessageBytesMax ? BidderBinding.Parse(message) : null;
        if (request is null)
        {
            CountInvalid(exchange);
            fault = MalformedRequest;
        }
        else
        {
            fault = Check(request, exchange)?.ToString() ?? "";
        }

        if (fault.Length == 0)
        {
            return Read(request!, exchange, work);
        }

        _works.Return(work);
        return null;
    }

    /// <summary>Writes the answer to a request that <see cref="Check"/> let through: bids, or none and <c>nbr</c>.</summary>
    /// <returns>Why there is no bid; <see cref="NoBidReason.None"/> when there is.</returns>
    public ValueTask<NoBidReason> AnswerAsync(BidRequest request, CompiledExchange exchange, long arrivedAt, AnswerBuffer output) =>
        AnswerAsync(Read(request, exchange, Begin(exchange)), arrivedAt, output);

    /// <summary>The same for a request that <see cref="Read(ReadOnlySpan{byte}, CompiledExchange, out string)"/> has read; its work is at an end then.</summary>
    public ValueTask<NoBidReason> AnswerAsync(BidWork work, long arrivedAt, AnswerBuffer output)
    {
        work.Entered = work.Exchange.Definition.Status == Status.Active && _limits.TryEnter(work.Exchange.Definition);
        return work.Entered && work.Features.Snapshot.AnyFrequencyCaps && work.Features.UserKey != 0
            ? AnswerWithProfileAsync(work, arrivedAt, output)
            : new(Answer(work, [], arrivedAt, output));
    }

    /// <summary>
    /// Answers a request for practice, before the node is ready: nothing is counted, limited, reserved or asked of anyone, and what it writes is for nobody.
    /// </summary>
    /// <returns>Whether it was bid on.</returns>
    internal bool Rehearse(ReadOnlySpan<byte> message, CompiledExchange exchange, AnswerBuffer output)
    {
        var work = Begin(exchange, ExchangeInstruments.Rehearsal);
        return _extractor.TryExtract(message, exchange.Number, work) && Rehearse(work, output);
    }

    /// <inheritdoc cref="Rehearse(ReadOnlySpan{byte}, CompiledExchange, AnswerBuffer)"/>
    internal bool Rehearse(BidRequest request, CompiledExchange exchange, AnswerBuffer output)
    {
        var work = Begin(exchange, ExchangeInstruments.Rehearsal);
        _extractor.Extract(request, exchange.Number, work.Features);
        return Rehearse(work, output);
    }

    private bool Rehearse(BidWork work, AnswerBuffer output)
    {
        // A test is no opportunity for any campaign, and pays from no lease.
        work.Features.Test = true;
        work.Entered = false;
        return Answer(work, [], Arrive(), output) == NoBidReason.None;
    }

    private async ValueTask<NoBidReason> AnswerWithProfileAsync(BidWork work, long arrivedAt, AnswerBuffer output)
    {
        ShownImpression[]? shown;
        try
        {
            shown = await _profiles.ReadAsync(work.Features.UserKey).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Leave(work.Entered, work.Exchange);
            return Fail(e, work, output);
        }

        return Answer(work, shown, arrivedAt, output);
    }

    private NoBidReason Answer(BidWork work, ShownImpression[]? shown, long arrivedAt, AnswerBuffer output)
    {
        var instruments = work.Instruments;
        var (entered, exchange) = (work.Entered, work.Exchange);
        NoBidReason reason;
        try
        {
            reason = Decide(work, shown, arrivedAt, output);
            _works.Return(work);
        }
        catch (Exception e)
        {
            reason = Fail(e, work, output);
        }

        Leave(entered, exchange);
        instruments.Duration.Observe(_time.GetElapsedTime(arrivedAt).TotalSeconds);
        return reason;
    }

    private void Leave(bool entered, CompiledExchange exchange)
    {
        if (entered)
        {
            _limits.Leave(exchange.Definition);
        }
    }

    /// <summary>A fault of ours must cost one auction, not the exchange's connection. The work is left to the collector: its state is unknown.</summary>
    private NoBidReason Fail(Exception fault, BidWork work, AnswerBuffer output)
    {
        _log.AnswerFailed(fault, work.Exchange.Id, work.Features.RequestId);
        work.Instruments.Failed.Inc();
        output.Begin(output.Format);
        AnswerWriter.NoBid(work.Features.RequestId, NoBidReason.NotReady, output);
        return NoBidReason.NotReady;
    }

    private BidWork Begin(CompiledExchange exchange) => Begin(exchange, ExchangeInstruments.Of(exchange.Id));

    private BidWork Begin(CompiledExchange exchange, ExchangeInstruments instruments)
    {
        var work = _works.Get();
        work.Begin(exchange, instruments, _snapshots.Current);
        return work;
    }

    private BidWork Read(BidRequest request, CompiledExchange exchange, BidWork work)
    {
        try
        {
            work.Begin(exchange, work.Instruments, work.Features.Snapshot);
            _extractor.Extract(request, exchange.Number, work.Features);
            return work;
        }
        catch (Exception e)
        {
            return Unread(e, request.Id, exchange);
        }
    }

    /// <summary>What a fault of ours leaves of a request that cannot be read: one to be answered with no bid. The work it was read into is left to the collector.</summary>
    private BidWork Unread(Exception fault, string requestId, CompiledExchange exchange)
    {
        var work = Begin(exchange);
        _log.AnswerFailed(fault, exchange.Id, requestId);
        work.Instruments.Failed.Inc();
        work.Features.RequestId = requestId;
        work.Features.Refused = NoBidReason.NotReady;
        return work;
    }

    private NoBidReason Decide(BidWork work, ShownImpression[]? shown, long arrivedAt, AnswerBuffer output)
    {
        var exchange = work.Exchange;
        var refusal = exchange.Definition.Status != Status.Active ? NoBidReason.UnknownExchange
            : !work.Instruments.IsRehearsal && !work.Entered ? NoBidReason.RateLimited
            : NoBidReason.None;
        if (refusal != NoBidReason.None)
        {
            return NoBid(work, refusal, output);
        }

        var now = _time.GetUtcNow();
        Decide(work, shown, now, arrivedAt);
        var decision = work.Decision;
        if (decision.BidCount == 0)
        {
            return NoBid(work, decision.Reason, output);
        }

        CountBids(decision, work.Instruments);
        _answers.Write(work.Features, decision, now.ToUnixTimeMilliseconds(), output);
        return NoBidReason.None;
    }

    private void Decide(BidWork work, ShownImpression[]? shown, DateTimeOffset now, long arrivedAt)
    {
        var timestamp = _time.GetTimestamp();
        var moment = new BidMoment(Instant.FromDateTimeOffset(now), timestamp, _time.GetElapsedTime(arrivedAt, timestamp));
        var history = shown is null ? default : UserHistory.Of(shown);
        _engine.Decide(work.Features, _live, moment, history, ref work.Draw, work.Decision);
    }

    private static NoBidReason NoBid(BidWork work, NoBidReason reason, AnswerBuffer output)
    {
        work.Instruments.WithoutBid.Inc();
        work.Instruments.NoBids[(int)reason].Inc();
        AnswerWriter.NoBid(work.Features.RequestId, reason, output);
        return reason;
    }

    private static void CountBids(BidDecision decision, ExchangeInstruments instruments)
    {
        instruments.WithBid.Inc();
        instruments.Funnel.Inc(decision.BidCount);
        for (var i = 0; i < decision.ImpCount; i++)
        {
            if (decision.Imp(i) is { Reason: NoBidReason.None, Ad: { } ad })
            {
                instruments.Bids[(int)ad.Format].Inc();
            }
        }
    }
}
