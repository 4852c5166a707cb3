using Bidding.Core.Amounts;

namespace Bidding.Contracts.Surrogates;

// How amounts travel between silos: their integers, as they are.

[GenerateSerializer, Immutable]
public record struct MoneySurrogate([property: Id(0)] long Nanos);

[RegisterConverter]
public sealed class MoneyConverter : IConverter<Money, MoneySurrogate>
{
    public Money ConvertFromSurrogate(in MoneySurrogate surrogate) => new(surrogate.Nanos);

    public MoneySurrogate ConvertToSurrogate(in Money value) => new(value.Nanos);
}

[GenerateSerializer, Immutable]
public record struct RatioSurrogate([property: Id(0)] long Nanos);

[RegisterConverter]
public sealed class RatioConverter : IConverter<Ratio, RatioSurrogate>
{
    public Ratio ConvertFromSurrogate(in RatioSurrogate surrogate) => new(surrogate.Nanos);

    public RatioSurrogate ConvertToSurrogate(in Ratio value) => new(value.Nanos);
}

[GenerateSerializer, Immutable]
public record struct CpmPriceSurrogate([property: Id(0)] long NanosPerMille);

[RegisterConverter]
public sealed class CpmPriceConverter : IConverter<CpmPrice, CpmPriceSurrogate>
{
    public CpmPrice ConvertFromSurrogate(in CpmPriceSurrogate surrogate) => new(surrogate.NanosPerMille);

    public CpmPriceSurrogate ConvertToSurrogate(in CpmPrice value) => new(value.NanosPerMille);
}

[GenerateSerializer, Immutable]
public record struct CurrencyCodeSurrogate([property: Id(0)] int Packed);

[RegisterConverter]
public sealed class CurrencyCodeConverter : IConverter<CurrencyCode, CurrencyCodeSurrogate>
{
    public CurrencyCode ConvertFromSurrogate(in CurrencyCodeSurrogate surrogate) => CurrencyCode.FromPacked(surrogate.Packed);

    public CurrencyCodeSurrogate ConvertToSurrogate(in CurrencyCode value) => new(value.Packed);
}
