using Bidding.Core.Amounts;
using Bidding.Core.Pacing.Records;

namespace Bidding.Contracts.Surrogates;

// How a campaign's record travels between silos.

[GenerateSerializer, Immutable]
public record struct DeliveryQuarterSurrogate(
    [property: Id(0)] long Number,
    [property: Id(1)] double ServedSeconds,
    [property: Id(2)] long Opportunities,
    [property: Id(3)] double Entered,
    [property: Id(4)] double Multiplier,
    [property: Id(5)] long Bids,
    [property: Id(6)] Money Placed,
    [property: Id(7)] long Wins,
    [property: Id(8)] Money Cost,
    [property: Id(9)] double LogPriceMean,
    [property: Id(10)] double LogPriceDeviation);

[RegisterConverter]
public sealed class DeliveryQuarterConverter : IConverter<DeliveryQuarter, DeliveryQuarterSurrogate>
{
    public DeliveryQuarter ConvertFromSurrogate(in DeliveryQuarterSurrogate surrogate) => new()
    {
        Number = surrogate.Number,
        ServedSeconds = surrogate.ServedSeconds,
        Opportunities = surrogate.Opportunities,
        Entered = surrogate.Entered,
        Multiplier = surrogate.Multiplier,
        Bids = surrogate.Bids,
        Placed = surrogate.Placed,
        Wins = surrogate.Wins,
        Cost = surrogate.Cost,
        LogPriceMean = surrogate.LogPriceMean,
        LogPriceDeviation = surrogate.LogPriceDeviation,
    };

    public DeliveryQuarterSurrogate ConvertToSurrogate(in DeliveryQuarter value) => new(
        value.Number, value.ServedSeconds, value.Opportunities, value.Entered, value.Multiplier, value.Bids, value.Placed, value.Wins, value.Cost, value.LogPriceMean,
        value.LogPriceDeviation);
}
