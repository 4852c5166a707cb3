using Bidding.Core.Campaigns;

namespace Bidding.Contracts.Surrogates;

/// <summary>How a <see cref="FieldError"/> travels between silos.</summary>
[GenerateSerializer, Immutable]
public record struct FieldErrorSurrogate([property: Id(0)] string Field, [property: Id(1)] string Message);

[RegisterConverter]
public sealed class FieldErrorConverter : IConverter<FieldError, FieldErrorSurrogate>
{
    public FieldError ConvertFromSurrogate(in FieldErrorSurrogate surrogate) => new(surrogate.Field, surrogate.Message);

    public FieldErrorSurrogate ConvertToSurrogate(in FieldError value) => new(value.Field, value.Message);
}
