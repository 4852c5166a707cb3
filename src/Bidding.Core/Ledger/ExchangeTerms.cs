using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;

namespace Bidding.Core.Ledger;

/// <summary>What deciding a notice needs of the exchange that sent it.</summary>
/// <param name="Billable">Which notice makes us owe the media cost.</param>
/// <param name="NoticeWindow">How long after its bid a notice is in time.</param>
/// <param name="PriceTolerance">How far a clearing price may exceed the bid without being disputed.</param>
public sealed record ExchangeTerms(BillableEvent Billable, TimeSpan NoticeWindow, Ratio PriceTolerance)
{
    /// <summary>For an exchange that the catalog no longer knows: the catalog's own defaults.</summary>
    public static ExchangeTerms Default { get; } = new(BillableEvent.Billing, TimeSpan.FromSeconds(60), Ratio.FromDecimal(0.000001m));

    public static ExchangeTerms From(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return new(exchange.BillableEvent, exchange.NoticeWindow.ToTimeSpan(), exchange.PriceTolerance);
    }
}
