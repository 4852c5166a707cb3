namespace Bidding.Core.Privacy;

/// <summary>
/// A set of IAB Europe TCF purposes 1 to 24. The default value is the empty set.
/// </summary>
public readonly record struct TcfPurposes
{
    /// <summary>Purposes this bidder needs consent for: 1 store and access information on a device, 3 create profiles
    /// for advertising, 4 use profiles to select advertising.</summary>
    public static readonly TcfPurposes Personalised = default(TcfPurposes).With(1).With(3).With(4);

    // Bit n - 1 stands for purpose n.
    private readonly uint _bits;

    private TcfPurposes(uint bits) => _bits = bits;

    public bool IsEmpty => _bits == 0;

    public bool Contains(int purpose) => purpose is >= 1 and <= 24 && (_bits & Bit(purpose)) != 0;

    public bool ContainsAll(TcfPurposes others) => (_bits & others._bits) == others._bits;

    public bool Overlaps(TcfPurposes others) => (_bits & others._bits) != 0;

    /// <summary>The set with <paramref name="purpose"/>; numbers outside 1 to 24 are not purposes and change nothing.</summary>
    public TcfPurposes With(int purpose) => purpose is >= 1 and <= 24 ? new TcfPurposes(_bits | Bit(purpose)) : this;

    private static uint Bit(int purpose) => 1u << (purpose - 1);
}
