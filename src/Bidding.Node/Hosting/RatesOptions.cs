using System.Globalization;
using Bidding.Core.Amounts;

namespace Bidding.Node.Hosting;

/// <summary>
/// Exchange rates; section <c>ExchangeRates</c>: how many units of each currency one unit of the base buys, as in
/// <c>{ "Base": "USD", "Rates": { "EUR": "0.92" } }</c>. A currency without a rate is not bid in.
/// </summary>
internal sealed class RatesOptions
{
    public const string Section = "ExchangeRates";

    public string Base { get; set; } = "USD";

    public Dictionary<string, string> Rates { get; set; } = [];

    /// <exception cref="InvalidDataException">A currency or a rate cannot be read.</exception>
    public ExchangeRates ToRates()
    {
        var rates = new Dictionary<CurrencyCode, Ratio>();
        foreach (var (name, text) in Rates)
        {
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) || rate is < 0.000001m or > 1_000_000m)
            {
                throw new InvalidDataException($"{Section}:Rates:{name}: '{text}' is not a rate from 0.000001 to 1000000.");
            }

            rates[Currency(name, $"{Section}:Rates")] = Ratio.FromDecimal(rate);
        }

        return new ExchangeRates(Currency(Base, $"{Section}:Base"), rates);
    }

    private static CurrencyCode Currency(string text, string where) =>
        CurrencyCode.TryParse(text, out var code) ? code : throw new InvalidDataException($"{where}: '{text}' is not a currency code of three letters.");
}
