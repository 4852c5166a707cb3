using System.Numerics;
using Bidding.Core.Auction;
using Bidding.Core.Leasing;

namespace Bidding.Gateway.Leases;

/// <summary>
/// Whose leases need a look now: those whose time has come, whose lease was spent or refused a bid, or who wait for an opportunity and had one. First come, first looked at. A look costs
/// what is due, and of all others only a passage over two dense arrays: with 100,000 campaigns, asking each is more work than all leases are. One thread.
/// </summary>
internal sealed class DueCampaigns
{
    private const int Word = 64;

    // As far as a quiet campaign's next word lies ahead, and more.
    private static readonly TimeSpan Reach = TimeSpan.FromSeconds(80);
    private readonly LiveCampaigns _campaigns;
    private readonly TimingWheel _wheel;
    private readonly Queue<int> _due = new();
    private readonly Queue<int> _deferred = new();
    private readonly Action<int> _add;
    private readonly uint[] _opportunities = new uint[Word];
    private bool[] _isDue = [];
    private ulong[] _awaiting = [];
    private uint[] _seenOpportunities = [];

    public DueCampaigns(LiveCampaigns campaigns, LeaseTiming timing)
    {
        _campaigns = campaigns;
        _wheel = new(timing.Ticks(LeaseTiming.Tick), (int)(Reach / LeaseTiming.Tick));
        _add = Add;
    }

    public int Numbers { get; private set; }

    /// <summary>Room for numbers below this one. New ones wait for an opportunity.</summary>
    public void Grow(int numbers)
    {
        var words = (numbers + Word - 1) / Word;
        var before = Numbers;
        Numbers = words * Word;
        Array.Resize(ref _isDue, Numbers);
        Array.Resize(ref _seenOpportunities, Numbers);
        Array.Resize(ref _awaiting, words);
        Array.Fill(_awaiting, ulong.MaxValue, before / Word, words - (before / Word));
        _wheel.Grow(Numbers);
    }

    /// <summary>Gathers all that have come due, behind those still there.</summary>
    public void Gather(long now)
    {
        _campaigns.TakeAlerts(_add);
        _wheel.TakeDue(now, _add);
        for (var word = 0; word < _awaiting.Length; word++)
        {
            if (_awaiting[word] != 0)
            {
                GatherWithOpportunity(word);
            }
        }
    }

    /// <summary>The next to look at. Until <see cref="Set"/> it is due no more.</summary>
    public bool TryTake(out int number)
    {
        if (!_due.TryDequeue(out number))
        {
            return false;
        }

        _isDue[number] = false;
        _wheel.Clear(number);
        _awaiting[number / Word] &= ~(1UL << (number % Word));

        // Before the campaign's demand is taken: what comes between is seen at the next look.
        _seenOpportunities[number] = _campaigns.OpportunitiesOf(number);
        return true;
    }

    /// <summary>Due now.</summary>
    public void Add(int number)
    {
        if (number < Numbers && !_isDue[number])
        {
            _isDue[number] = true;
            _due.Enqueue(number);
        }
    }

    /// <summary>Due still, but not to be looked at before <see cref="Release"/>.</summary>
    public void Defer(int number)
    {
        _isDue[number] = true;
        _deferred.Enqueue(number);
    }

    /// <summary>Lets so many of the deferred be looked at.</summary>
    public void Release(int count)
    {
        for (; count > 0 && _deferred.TryDequeue(out var number); count--)
        {
            _due.Enqueue(number);
        }
    }

    /// <param name="until">As <see cref="CampaignLeasing.QuietUntil"/> says.</param>
    public void Set(int number, long until)
    {
        switch (until)
        {
            case CampaignLeasing.UntilOpportunity:
                _awaiting[number / Word] |= 1UL << (number % Word);
                break;
            case CampaignLeasing.UntilAnswer:
                break;
            default:
                _wheel.Set(number, until);
                break;
        }
    }

    private void GatherWithOpportunity(int word)
    {
        _campaigns.ReadOpportunities(word * Word, _opportunities);
        var seen = _seenOpportunities.AsSpan(word * Word, Word);
        if (seen.SequenceEqual(_opportunities))
        {
            return;
        }

        for (var bits = _awaiting[word]; bits != 0; bits &= bits - 1)
        {
            var bit = BitOperations.TrailingZeroCount(bits);
            if (seen[bit] != _opportunities[bit])
            {
                Add((word * Word) + bit);
            }
        }
    }
}
