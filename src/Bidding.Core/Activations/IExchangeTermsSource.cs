using Bidding.Core.Ids;
using Bidding.Core.Ledger;

namespace Bidding.Core.Activations;

/// <summary>What the catalog says of exchanges, from what is at hand. Safe for use from any thread.</summary>
public interface IExchangeTermsSource
{
    /// <summary>Defaults for an exchange it does not know.</summary>
    ExchangeTerms ExchangeTermsOf(ExchangeNumber exchange);

    /// <summary>The longest notice window of any exchange.</summary>
    TimeSpan LongestNoticeWindow { get; }
}
