using System.Threading.Channels;

namespace Bidding.LoadTest.Load.Client;

/// <summary>
/// Hands a share of the bids to whoever follows them up with notices. The load's thread offers, another takes; what does not fit into the queue is counted, not waited for.
/// </summary>
/// <param name="share">0 to 1 of the bids.</param>
internal sealed class AnswerTap(double share)
{
    private const int QueueMax = 50_000;
    private readonly Channel<byte[]> _answers = Channel.CreateBounded<byte[]>(QueueMax);
    private double _due;

    public ChannelReader<byte[]> Answers => _answers.Reader;

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
        if (!_answers.Writer.TryWrite(message.ToArray()))
        {
            Dropped++;
        }
    }

    public void Complete() => _answers.Writer.TryComplete();
}
