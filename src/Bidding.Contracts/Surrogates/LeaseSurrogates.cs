using Bidding.Core.Amounts;
using Bidding.Core.Escrow;
using Bidding.Core.Ids;

namespace Bidding.Contracts.Surrogates;

// How leases, their requests and their reports travel between silos.

[GenerateSerializer, Immutable]
public record struct PlacedOnExchangeSurrogate([property: Id(0)] int Exchange, [property: Id(1)] long Amount, [property: Id(2)] int Bids);

[RegisterConverter]
public sealed class PlacedOnExchangeConverter : IConverter<PlacedOnExchange, PlacedOnExchangeSurrogate>
{
    public PlacedOnExchange ConvertFromSurrogate(in PlacedOnExchangeSurrogate surrogate) => new(new(surrogate.Exchange), new(surrogate.Amount), surrogate.Bids);

    public PlacedOnExchangeSurrogate ConvertToSurrogate(in PlacedOnExchange value) => new(value.Exchange.Value, value.Amount.Nanos, value.Bids);
}

[GenerateSerializer, Immutable]
public record struct WindowReportSurrogate([property: Id(0)] WindowId Window, [property: Id(1)] PlacedOnExchange[] Placed);

[RegisterConverter]
public sealed class WindowReportConverter : IConverter<WindowReport, WindowReportSurrogate>
{
    public WindowReport ConvertFromSurrogate(in WindowReportSurrogate surrogate) => new(surrogate.Window, surrogate.Placed);

    public WindowReportSurrogate ConvertToSurrogate(in WindowReport value) => new(value.Window, [.. value.Placed]);
}

[GenerateSerializer, Immutable]
public record struct LeaseRequestSurrogate(
    [property: Id(0)] int Campaign,
    [property: Id(1)] long Gateway,
    [property: Id(2)] bool WantsLease,
    [property: Id(3)] long Placed,
    [property: Id(4)] long Refused,
    [property: Id(5)] long LargestBid,
    [property: Id(6)] int Opportunities,
    [property: Id(7)] WindowReport[] Reports);

[RegisterConverter]
public sealed class LeaseRequestConverter : IConverter<LeaseRequest, LeaseRequestSurrogate>
{
    public LeaseRequest ConvertFromSurrogate(in LeaseRequestSurrogate surrogate) => new()
    {
        Campaign = new(surrogate.Campaign),
        Gateway = surrogate.Gateway,
        WantsLease = surrogate.WantsLease,
        Placed = new(surrogate.Placed),
        Refused = new(surrogate.Refused),
        LargestBid = new(surrogate.LargestBid),
        Opportunities = surrogate.Opportunities,
        Reports = surrogate.Reports,
    };

    public LeaseRequestSurrogate ConvertToSurrogate(in LeaseRequest value) => new(
        value.Campaign.Value, value.Gateway, value.WantsLease, value.Placed.Nanos, value.Refused.Nanos, value.LargestBid.Nanos, value.Opportunities, [.. value.Reports]);
}

[GenerateSerializer, Immutable]
public record struct LeaseGrantSurrogate(
    [property: Id(0)] WindowId Window, [property: Id(1)] int Day, [property: Id(2)] long Amount, [property: Id(3)] int Bids, [property: Id(4)] TimeSpan Duration);

[RegisterConverter]
public sealed class LeaseGrantConverter : IConverter<LeaseGrant, LeaseGrantSurrogate>
{
    public LeaseGrant ConvertFromSurrogate(in LeaseGrantSurrogate surrogate) =>
        new(surrogate.Window, new(surrogate.Day), new(surrogate.Amount), surrogate.Bids, surrogate.Duration);

    public LeaseGrantSurrogate ConvertToSurrogate(in LeaseGrant value) => new(value.Window, value.Day.Number, value.Amount.Nanos, value.Bids, value.Duration);
}

[GenerateSerializer, Immutable]
public record struct PacingLeversSurrogate([property: Id(0)] Ratio Participation, [property: Id(1)] Ratio BidMultiplier);

[RegisterConverter]
public sealed class PacingLeversConverter : IConverter<PacingLevers, PacingLeversSurrogate>
{
    public PacingLevers ConvertFromSurrogate(in PacingLeversSurrogate surrogate) => new(surrogate.Participation, surrogate.BidMultiplier);

    public PacingLeversSurrogate ConvertToSurrogate(in PacingLevers value) => new(value.Participation, value.BidMultiplier);
}

[GenerateSerializer, Immutable]
public record struct AdOutlookSurrogate(
    [property: Id(0)] int Ad, [property: Id(1)] long Share, [property: Id(2)] long ClickRate, [property: Id(3)] long ConversionRate, [property: Id(4)] long ConversionValue);

[RegisterConverter]
public sealed class AdOutlookConverter : IConverter<AdOutlook, AdOutlookSurrogate>
{
    public AdOutlook ConvertFromSurrogate(in AdOutlookSurrogate surrogate) =>
        new(new(surrogate.Ad), new(surrogate.Share), new(surrogate.ClickRate), new(surrogate.ConversionRate), new(surrogate.ConversionValue));

    public AdOutlookSurrogate ConvertToSurrogate(in AdOutlook value) =>
        new(value.Ad.Value, value.Share.Nanos, value.ClickRate.Nanos, value.ConversionRate.Nanos, value.ConversionValue.Nanos);
}

[GenerateSerializer, Immutable]
public record struct LeaseReplySurrogate(
    [property: Id(0)] int Campaign,
    [property: Id(1)] LeaseGrant? Grant,
    [property: Id(2)] LeaseDenial Denial,
    [property: Id(3)] WindowId[] Acknowledged,
    [property: Id(4)] PacingLevers Levers,
    [property: Id(5)] AdOutlook[] Ads,
    [property: Id(6)] ulong[] PublishersReached);

[RegisterConverter]
public sealed class LeaseReplyConverter : IConverter<LeaseReply, LeaseReplySurrogate>
{
    public LeaseReply ConvertFromSurrogate(in LeaseReplySurrogate surrogate) => new()
    {
        Campaign = new(surrogate.Campaign),
        Grant = surrogate.Grant,
        Denial = surrogate.Denial,
        Acknowledged = surrogate.Acknowledged,
        Levers = surrogate.Levers,
        Ads = surrogate.Ads,
        PublishersReached = surrogate.PublishersReached ?? [],
    };

    public LeaseReplySurrogate ConvertToSurrogate(in LeaseReply value) =>
        new(value.Campaign.Value, value.Grant, value.Denial, [.. value.Acknowledged], value.Levers, [.. value.Ads], value.PublishersReached);
}
