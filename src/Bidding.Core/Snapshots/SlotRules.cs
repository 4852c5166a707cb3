using Bidding.Core.Targeting;

namespace Bidding.Core.Snapshots;

/// <summary>
/// Targeting of the slot itself by dimensions of few values, campaign's and ad's together, as masks: bit n allows value n, bit 0 a slot that does not tell.
/// </summary>
internal readonly record struct SlotRules
{
    private static readonly string[] YesNo = ["", "no", "yes"];
    private static readonly string[] Placements = ["", "instream", "accompanying", "interstitial", "standalone"];
    private static readonly string[] Linearities = ["", "linear", "nonlinear"];

    private readonly byte _interstitial;
    private readonly byte _placement;
    private readonly byte _skippable;
    private readonly byte _linearity;

    /// <summary>Lets every slot in.</summary>
    public static SlotRules Any { get; } = new(TargetingSpec.Everything, TargetingSpec.Everything);

    public SlotRules(TargetingSpec campaign, TargetingSpec ad)
    {
        _interstitial = Mask(TargetingDimension.Interstitial, YesNo, campaign, ad);
        _placement = Mask(TargetingDimension.VideoPlacement, Placements, campaign, ad);
        _skippable = Mask(TargetingDimension.Skippable, YesNo, campaign, ad);
        _linearity = Mask(TargetingDimension.Linearity, Linearities, campaign, ad);
    }

    public bool AllowInterstitial(bool interstitial) => Allows(_interstitial, interstitial ? 2 : 1);

    /// <param name="plcmt">OpenRTB plcmt 1 to 4; 0 absent or no video.</param>
    public bool AllowPlacement(int plcmt) => Allows(_placement, plcmt is >= 1 and <= 4 ? plcmt : 0);

    public bool AllowSkippable(bool? skip) => Allows(_skippable, skip is { } known ? (known ? 2 : 1) : 0);

    /// <param name="linearity">1 linear, 2 non-linear; 0 no video.</param>
    public bool AllowLinearity(int linearity) => Allows(_linearity, linearity is 1 or 2 ? linearity : 0);

    private static bool Allows(byte mask, int value) => (mask & (1 << value)) != 0;

    private static byte Mask(TargetingDimension dimension, string[] names, TargetingSpec campaign, TargetingSpec ad) =>
        (byte)(Mask(campaign.Lists.GetValueOrDefault(dimension), names) & Mask(ad.Lists.GetValueOrDefault(dimension), names));

    private static byte Mask(ListRule? rule, string[] names)
    {
        var mask = 0;
        for (var i = 0; i < names.Length; i++)
        {
            if (ListRules.Allow(rule, names[i]))
            {
                mask |= 1 << i;
            }
        }

        return (byte)mask;
    }
}
