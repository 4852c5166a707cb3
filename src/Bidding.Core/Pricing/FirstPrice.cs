using Bidding.Core.Amounts;

namespace Bidding.Core.Pricing;

/// <summary>
/// How far to bid below the value where the winner pays its own bid. The equilibrium bid against n rivals with values spread evenly up to ours, under a
/// reserve price r: b(v) = v - (v^(n+1) - r^(n+1)) / ((n+1) v^n). Krishna, "Auction Theory", 2nd ed., sections 2.3 and 2.5.
/// </summary>
public static class FirstPrice
{
    /// <summary>The factor b(v)/v, from n/(n+1) without a floor to 1 at a floor that equals the value. 1 for no rivals.</summary>
    /// <param name="value">Positive, and at least <paramref name="floor"/>.</param>
    public static Ratio Shading(CpmPrice value, CpmPrice floor, int rivals)
    {
        if (rivals <= 0 || value.NanosPerMille <= 0)
        {
            return Ratio.One;
        }

        var reserve = Math.Clamp(floor.NanosPerMille / (double)value.NanosPerMille, 0, 1);
        return Ratio.FromDouble(1 - ((1 - Math.Pow(reserve, rivals + 1)) / (rivals + 1)));
    }
}
