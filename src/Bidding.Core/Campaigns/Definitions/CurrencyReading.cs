using Bidding.Core.Amounts;

namespace Bidding.Core.Campaigns.Definitions;

internal static class CurrencyReading
{
    /// <summary>The default value, and an error at the field, where it is missing or no ISO 4217 code.</summary>
    public static CurrencyCode RequiredCurrency(this DefinitionReader json, string name)
    {
        CurrencyCode currency = default;
        if (json.RequiredText(name) is { Length: > 0 } text && !CurrencyCode.TryParse(text, out currency))
        {
            json.Fail(name, "must be an ISO 4217 code such as EUR");
        }

        return currency;
    }
}
