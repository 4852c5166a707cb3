namespace Bidding.Core.Auction;

/// <summary>
/// A reusable set of OpenRTB list codes (attributes, APIs, protocols...): codes below 64 as one mask, the exchange's own codes (500 and above) in a list.
/// Not safe for use from several threads.
/// </summary>
public sealed class CodeSet
{
    private readonly List<int> _others = [];

    /// <summary>Bit n is set when code n, below 64, is in the set.</summary>
    public ulong Mask { get; private set; }

    public bool IsEmpty => Mask == 0 && _others.Count == 0;

    /// <summary>Negative codes mean nothing and are ignored.</summary>
    public void Add(int code)
    {
        if (code is >= 0 and < 64)
        {
            Mask |= 1UL << code;
        }
        else if (code > 0)
        {
            _others.Add(code);
        }
    }

    public bool Contains(int code) => code is >= 0 and < 64 ? (Mask & (1UL << code)) != 0 : _others.Contains(code);

    public bool ContainsAny(ReadOnlySpan<int> codes)
    {
        foreach (var code in codes)
        {
            if (Contains(code))
            {
                return true;
            }
        }

        return false;
    }

    public bool ContainsAll(ReadOnlySpan<int> codes)
    {
        foreach (var code in codes)
        {
            if (!Contains(code))
            {
                return false;
            }
        }

        return true;
    }

    public void Clear()
    {
        Mask = 0;
        _others.Clear();
    }
}
