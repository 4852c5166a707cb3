using Bidding.Core.Snapshots;

namespace Bidding.Core.Auction;

/// <summary>
/// Whether ads fit the slot at hand, by what they need of it: many ads need the same, and each distinct need is judged once per slot, when it is first asked for. Reusable;
/// one thread at a time; allocates only while it grows.
/// </summary>
internal sealed class SlotVerdicts
{
    private const int ReasonBits = 8;
    private const uint SlotMax = uint.MaxValue >> ReasonBits;

    private CatalogSnapshot _snapshot = CatalogSnapshot.Empty;

    /// <summary>By fit class: the slot that it was last judged for, and the verdict.</summary>
    private uint[] _verdicts = [];
    private uint _slot;

    public void Begin(CatalogSnapshot snapshot)
    {
        _snapshot = snapshot;
        if (_verdicts.Length < snapshot.FitClassCount)
        {
            _verdicts = new uint[Math.Max(snapshot.FitClassCount, _verdicts.Length * 2)];
        }

        if (++_slot > SlotMax)
        {
            Array.Clear(_verdicts);
            _slot = 1;
        }
    }

    /// <summary>What <see cref="SlotFit"/> says of an ad of the snapshot, by its dense number.</summary>
    public NoBidReason Of(int ad, ImpFeatures imp)
    {
        var fitClass = _snapshot.FitClasses[ad];
        ref var verdict = ref _verdicts[fitClass];
        if (verdict >> ReasonBits != _slot)
        {
            verdict = (_slot << ReasonBits) | (byte)SlotFit.Check(_snapshot.FitExamples[fitClass], imp, out _);
        }

        return (NoBidReason)(verdict & byte.MaxValue);
    }
}
