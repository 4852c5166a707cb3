using Bidding.Core.Auction;
using Bidding.Core.Snapshots;
using Bidding.Gateway.Answers;
using Bidding.Gateway.OpenRtb.Wire;
using Microsoft.Extensions.ObjectPool;

namespace Bidding.Gateway.Bids;

/// <summary>A request that has been read, and what its decision works on; reused for the next. One request at a time.</summary>
public sealed class BidWork
{
    internal BidWork(ulong seed) => Draw = new(seed);

    internal BidFeatures Features { get; } = new();
    internal BidDecision Decision { get; } = new();
    internal WireScope Wire { get; } = new();

    /// <summary>As the caller was recognized; the features' exchange is the snapshot's, which may be newer.</summary>
    internal CompiledExchange Exchange { get; private set; } = CompiledExchange.None;

    /// <summary>Of <see cref="Exchange"/>. Set by <see cref="Begin"/>.</summary>
    internal ExchangeInstruments Instruments { get; private set; } = null!;

    /// <summary>Whether the limits let it in, so that it has to leave.</summary>
    internal bool Entered { get; set; }

    /// <summary>A source of chance of its own, so that no two threads share one.</summary>
    internal DrawSource Draw;

    /// <summary>Forgets the last request. First call of every request.</summary>
    internal void Begin(CompiledExchange exchange, ExchangeInstruments instruments, CatalogSnapshot snapshot)
    {
        Exchange = exchange;
        Instruments = instruments;
        Features.Begin(snapshot, snapshot.FindExchange(exchange.Id) ?? exchange);
    }
}

/// <summary>Makes <see cref="BidWork"/> with different seeds.</summary>
internal sealed class BidWorkPolicy(Random random) : PooledObjectPolicy<BidWork>
{
    public override BidWork Create()
    {
        lock (random)
        {
            return new BidWork((ulong)random.NextInt64());
        }
    }

    public override bool Return(BidWork obj) => true;
}

/// <summary>Lets go of a buffer that one answer made very large.</summary>
internal sealed class AnswerBufferPolicy : PooledObjectPolicy<AnswerBuffer>
{
    public override AnswerBuffer Create() => new();

    public override bool Return(AnswerBuffer obj) => obj.IsKept;
}
