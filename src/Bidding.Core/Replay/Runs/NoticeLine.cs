namespace Bidding.Core.Replay.Runs;

/// <summary>A bid's notice on its way. Cost below zero: the bid lost.</summary>
internal struct PendingNotice
{
    public long DueMs;
    public int Campaign;
    public long Reserve;
    public long Cost;
    public double Critical;
}

/// <summary>Notices on their way, in order of their bids; all take the same time. Grows with what is under way at once. For one thread.</summary>
internal sealed class NoticeLine
{
    private PendingNotice[] _ring = new PendingNotice[1024];
    private int _head;
    private int _count;

    public void Add(in PendingNotice notice)
    {
        if (_count == _ring.Length)
        {
            var larger = new PendingNotice[_ring.Length * 2];
            for (var i = 0; i < _count; i++)
            {
                larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
            }

            _ring = larger;
            _head = 0;
        }

        _ring[(_head + _count++) & (_ring.Length - 1)] = notice;
    }

    public bool TryTake(long nowMs, out PendingNotice notice)
    {
        if (_count == 0 || _ring[_head].DueMs > nowMs)
        {
            notice = default;
            return false;
        }

        notice = _ring[_head];
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        return true;
    }
}
