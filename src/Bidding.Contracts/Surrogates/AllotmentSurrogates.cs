using Bidding.Core.Ids;
using Bidding.Core.Portfolios;

namespace Bidding.Contracts.Surrogates;

// How campaigns and their portfolio speak between silos.

[GenerateSerializer, Immutable]
public record struct PotReportSurrogate(
    [property: Id(0)] int Pot,
    [property: Id(1)] int Version,
    [property: Id(2)] long Held,
    [property: Id(3)] long Used,
    [property: Id(4)] long Want,
    [property: Id(5)] long OneBid,
    [property: Id(6)] long Ability,
    [property: Id(7)] bool IsFrozen,
    [property: Id(8)] long Pending);

[RegisterConverter]
public sealed class PotReportConverter : IConverter<PotReport, PotReportSurrogate>
{
    public PotReport ConvertFromSurrogate(in PotReportSurrogate surrogate) => new(
        new(surrogate.Pot), new(surrogate.Version, new(surrogate.Held), surrogate.IsFrozen), new(surrogate.Used), new(surrogate.Want), new(surrogate.OneBid), new(surrogate.Ability), new(surrogate.Pending));

    public PotReportSurrogate ConvertToSurrogate(in PotReport value) => new(
        value.Pot.Number, value.Held.Version, value.Held.Amount.Nanos, value.Used.Nanos, value.Want.Nanos, value.OneBid.Nanos, value.Ability.Nanos,
        value.Held.IsFrozen, value.Pending.Nanos);
}

[GenerateSerializer, Immutable]
public record struct AllotmentReportSurrogate([property: Id(0)] CampaignNumber Campaign, [property: Id(1)] PotReport[] Pots);

[RegisterConverter]
public sealed class AllotmentReportConverter : IConverter<AllotmentReport, AllotmentReportSurrogate>
{
    public AllotmentReport ConvertFromSurrogate(in AllotmentReportSurrogate surrogate) => new(surrogate.Campaign, surrogate.Pots);

    public AllotmentReportSurrogate ConvertToSurrogate(in AllotmentReport value) => new(value.Campaign, [.. value.Pots]);
}

[GenerateSerializer, Immutable]
public record struct PotReplySurrogate([property: Id(0)] int Pot, [property: Id(1)] int Version, [property: Id(2)] long Granted, [property: Id(3)] long Expected, [property: Id(4)] bool IsFrozen);

[RegisterConverter]
public sealed class PotReplyConverter : IConverter<PotReply, PotReplySurrogate>
{
    public PotReply ConvertFromSurrogate(in PotReplySurrogate surrogate) =>
        new(new(surrogate.Pot), new(surrogate.Version, new(surrogate.Granted), surrogate.IsFrozen), new(surrogate.Expected));

    public PotReplySurrogate ConvertToSurrogate(in PotReply value) => new(value.Pot.Number, value.Granted.Version, value.Granted.Amount.Nanos, value.Expected.Nanos, value.Granted.IsFrozen);
}

[GenerateSerializer, Immutable]
public record struct AllotmentReplySurrogate([property: Id(0)] PotReply[] Pots);

[RegisterConverter]
public sealed class AllotmentReplyConverter : IConverter<AllotmentReply, AllotmentReplySurrogate>
{
    public AllotmentReply ConvertFromSurrogate(in AllotmentReplySurrogate surrogate) => new(surrogate.Pots);

    public AllotmentReplySurrogate ConvertToSurrogate(in AllotmentReply value) => new([.. value.Pots]);
}
