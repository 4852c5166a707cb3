using System.Threading.Channels;

namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// Hands a share of the bids to whoever follows them up with notices. The load's thread offers, another takes; what does not fit into the queue is counted, not waited for.
/// </summary>
/// <param name="share">0 to 1 of the bids.</param>
internal sealed class AnswerTap(double share)
{
    private const int QueueMax = 50_000;
    private readonly Channel<TappedAnswer> _answers = Channel.CreateBounded<TappedAnswer>(QueueMax);
    private double _due;

    public ChannelReader<TappedAnswer> Answers => _answers.Reader;

    /// <summary>Bids that found the queue full.</summary>
    public long Dropped { get; private set; }

    public void Offer(ReadOnlySpan<byte> message)
    {
        _due += share;
        if (_due < 1)
        {
            return;
        }

        _due -= 1;
        if (!_answers.Writer.TryWrite(new(message.ToArray(), MonotonicClock.NowNanos)))
        {
            Dropped++;
        }
    }

    public void Complete() => _answers.Writer.TryComplete();
}

/// <summary>An answer with a bid, and when it came, in nanoseconds.</summary>
internal readonly record struct TappedAnswer(byte[] Message, long TakenAt);
