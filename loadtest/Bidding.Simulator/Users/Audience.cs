using Bidding.Core.Amounts;

namespace Bidding.Simulator.Users;

/// <summary>What the people who see a creative do, hidden from the bidder. Rates are per impression and per click, 0 to 1.</summary>
public readonly record struct CreativeAppeal(double ClickRate, double ConversionRate, Money OrderValue);

/// <summary>
/// Gives every creative an appeal that depends on its id and the seed alone, so that a run can be repeated and some ads of a campaign are
/// truly better than others. Rates are exaggerated, so that a minute shows what takes days in the market.
/// </summary>
public sealed class Audience(int seed)
{
    public CreativeAppeal Of(string creativeId)
    {
        var random = new Random(StableHash(creativeId) ^ seed);
        return new(
            ClickRate: 0.06 + (0.20 * random.NextDouble()),
            ConversionRate: 0.15 + (0.45 * random.NextDouble()),
            OrderValue: Money.FromDecimal(10 + random.Next(0, 60)));
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 16777619u);
        }

        return unchecked((int)hash);
    }
}
