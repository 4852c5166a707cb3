using Bidding.Core.Ids;

namespace Bidding.Contracts.Surrogates;

// How ids travel between silos.

[GenerateSerializer, Immutable]
public record struct BidIdSurrogate([property: Id(0)] long Incarnation, [property: Id(1)] long Counter);

[RegisterConverter]
public sealed class BidIdConverter : IConverter<BidId, BidIdSurrogate>
{
    public BidId ConvertFromSurrogate(in BidIdSurrogate surrogate) => new(surrogate.Incarnation, surrogate.Counter);

    public BidIdSurrogate ConvertToSurrogate(in BidId value) => new(value.Incarnation, value.Counter);
}

[GenerateSerializer, Immutable]
public record struct WindowIdSurrogate([property: Id(0)] int Takeover, [property: Id(1)] int Counter);

[RegisterConverter]
public sealed class WindowIdConverter : IConverter<WindowId, WindowIdSurrogate>
{
    public WindowId ConvertFromSurrogate(in WindowIdSurrogate surrogate) => new(surrogate.Takeover, surrogate.Counter);

    public WindowIdSurrogate ConvertToSurrogate(in WindowId value) => new(value.Takeover, value.Counter);
}

[GenerateSerializer, Immutable]
public record struct BudgetDaySurrogate([property: Id(0)] int Number);

[RegisterConverter]
public sealed class BudgetDayConverter : IConverter<BudgetDay, BudgetDaySurrogate>
{
    public BudgetDay ConvertFromSurrogate(in BudgetDaySurrogate surrogate) => new(surrogate.Number);

    public BudgetDaySurrogate ConvertToSurrogate(in BudgetDay value) => new(value.Number);
}

[GenerateSerializer, Immutable]
public record struct NumberSurrogate([property: Id(0)] int Value);

[RegisterConverter]
public sealed class AdvertiserNumberConverter : IConverter<AdvertiserNumber, NumberSurrogate>
{
    public AdvertiserNumber ConvertFromSurrogate(in NumberSurrogate surrogate) => new(surrogate.Value);

    public NumberSurrogate ConvertToSurrogate(in AdvertiserNumber value) => new(value.Value);
}

[RegisterConverter]
public sealed class CampaignNumberConverter : IConverter<CampaignNumber, NumberSurrogate>
{
    public CampaignNumber ConvertFromSurrogate(in NumberSurrogate surrogate) => new(surrogate.Value);

    public NumberSurrogate ConvertToSurrogate(in CampaignNumber value) => new(value.Value);
}

[RegisterConverter]
public sealed class AdNumberConverter : IConverter<AdNumber, NumberSurrogate>
{
    public AdNumber ConvertFromSurrogate(in NumberSurrogate surrogate) => new(surrogate.Value);

    public NumberSurrogate ConvertToSurrogate(in AdNumber value) => new(value.Value);
}

[RegisterConverter]
public sealed class ExchangeNumberConverter : IConverter<ExchangeNumber, NumberSurrogate>
{
    public ExchangeNumber ConvertFromSurrogate(in NumberSurrogate surrogate) => new(surrogate.Value);

    public NumberSurrogate ConvertToSurrogate(in ExchangeNumber value) => new(value.Value);
}
