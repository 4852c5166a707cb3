using System.Collections.Frozen;

namespace Bidding.Core.Amounts;

/// <summary>
/// Configured exchange rates against one base currency. Immutable, so any thread may read it. A pair that is not
/// configured has no rate: the caller treats that as a no-bid, never as 1.
/// </summary>
public sealed class ExchangeRates
{
    private readonly FrozenDictionary<CurrencyCode, Ratio> _unitsPerBase;

    /// <param name="baseCurrency">The currency all rates are quoted against.</param>
    /// <param name="unitsPerBase">How many units of each currency one unit of the base buys; must be positive.</param>
    public ExchangeRates(CurrencyCode baseCurrency, IReadOnlyDictionary<CurrencyCode, Ratio> unitsPerBase)
    {
        foreach (var (currency, rate) in unitsPerBase)
        {
            if (rate <= Ratio.Zero)
            {
                throw new ArgumentOutOfRangeException(nameof(unitsPerBase), $"The rate of {currency} must be positive.");
            }
        }

        _unitsPerBase = unitsPerBase.Append(new(baseCurrency, Ratio.One)).DistinctBy(pair => pair.Key).ToFrozenDictionary();
    }

    /// <summary>USD alone: no conversion.</summary>
    public static ExchangeRates None { get; } = new(CurrencyCode.Usd, new Dictionary<CurrencyCode, Ratio>());

    /// <summary>The factor that turns an amount in <paramref name="from"/> into <paramref name="to"/>, rounded to billionths.</summary>
    public bool TryGetRate(CurrencyCode from, CurrencyCode to, out Ratio rate)
    {
        if (from == to && !from.IsNone)
        {
            rate = Ratio.One;
            return true;
        }

        rate = default;
        if (!_unitsPerBase.TryGetValue(from, out var fromPerBase) || !_unitsPerBase.TryGetValue(to, out var toPerBase))
        {
            return false;
        }

        rate = new((long)((Int128)toPerBase.Nanos * Ratio.NanosPerOne / fromPerBase.Nanos));
        return rate > Ratio.Zero;
    }
}
