using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Pacing.Records;

namespace Bidding.Contracts;

/// <summary>
/// A campaign's present day of UTC and the seven before it, by quarters of an hour of UTC, at most 768, in order; those in which nothing was seen are missing. A local day is
/// the run of quarters from its first instant in <see cref="TimeZone"/> to its last. A crash may lose the last minute of it.
/// </summary>
[GenerateSerializer, Immutable]
public sealed record CampaignDelivery
{
    [Id(0)] public CampaignNumber Campaign { get; init; }

    /// <summary>Of all amounts.</summary>
    [Id(1)] public CurrencyCode Currency { get; init; }

    /// <summary>IANA name of the zone whose days the campaign's budget has now.</summary>
    [Id(2)] public string TimeZone { get; init; } = "";
    [Id(3)] public DeliveryQuarter[] Quarters { get; init; } = [];
}
