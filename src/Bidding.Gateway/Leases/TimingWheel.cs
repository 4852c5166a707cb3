using System.Numerics;

namespace Bidding.Gateway.Leases;

/// <summary>
/// Numbers by the time they are due at, one time each. Setting, moving and taking one out costs the same however many there are. What lies further ahead than the wheel reaches is
/// looked at when its slot comes round, and stays. One thread.
/// </summary>
/// <param name="slotTicks">Length of a slot in timestamps: as long as it is from one look to the next, about.</param>
/// <param name="slots">At least as many as the slots that most times lie ahead.</param>
internal sealed class TimingWheel(long slotTicks, int slots)
{
    private const int None = -1;
    private readonly int[] _first = NewSlots((int)BitOperations.RoundUpToPowerOf2((uint)slots));
    private int[] _next = [];
    private int[] _before = [];
    private int[] _slotOf = [];
    private long[] _dueAt = [];
    private long _lookedAt;

    public void Grow(int numbers)
    {
        var from = _slotOf.Length;
        Array.Resize(ref _next, numbers);
        Array.Resize(ref _before, numbers);
        Array.Resize(ref _dueAt, numbers);
        Array.Resize(ref _slotOf, numbers);
        Array.Fill(_slotOf, None, from, numbers - from);
    }

    /// <summary>Due at this timestamp, and at no other any more; one that is over is taken by the next look.</summary>
    public void Set(int number, long dueAt)
    {
        Clear(number);
        var slot = (int)(Math.Max(dueAt / slotTicks, _lookedAt) & (_first.Length - 1));
        _dueAt[number] = dueAt;
        _slotOf[number] = slot;
        _before[number] = None;
        _next[number] = _first[slot];
        if (_first[slot] != None)
        {
            _before[_first[slot]] = number;
        }

        _first[slot] = number;
    }

    public void Clear(int number)
    {
        var slot = _slotOf[number];
        if (slot == None)
        {
            return;
        }

        var (before, next) = (_before[number], _next[number]);
        if (before == None)
        {
            _first[slot] = next;
        }
        else
        {
            _next[before] = next;
        }

        if (next != None)
        {
            _before[next] = before;
        }

        _slotOf[number] = None;
    }

    /// <summary>Takes out all that are due by now.</summary>
    public void TakeDue(long now, Action<int> take)
    {
        // The slot of the last look may hold some that came due since, or were set after it.
        var last = Math.Max(now / slotTicks, _lookedAt);
        var from = Math.Max(_lookedAt, last - _first.Length + 1);
        _lookedAt = last;
        for (var slot = from; slot <= last; slot++)
        {
            for (var number = _first[slot & (_first.Length - 1)]; number != None;)
            {
                var next = _next[number];
                if (_dueAt[number] <= now)
                {
                    Clear(number);
                    take(number);
                }

                number = next;
            }
        }
    }

    private static int[] NewSlots(int count)
    {
        var slots = new int[count];
        Array.Fill(slots, None);
        return slots;
    }
}
