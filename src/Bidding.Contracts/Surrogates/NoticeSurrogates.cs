using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;

namespace Bidding.Contracts.Surrogates;

// How notices, the tokens in them and their results travel between silos.

[GenerateSerializer, Immutable]
public record struct BidTokenSurrogate
{
    [Id(0)] public BidId Bid { get; set; }
    [Id(1)] public int Campaign { get; set; }
    [Id(2)] public int Ad { get; set; }
    [Id(3)] public int Exchange { get; set; }
    [Id(4)] public WindowId Window { get; set; }
    [Id(5)] public int Day { get; set; }
    [Id(6)] public long Reserve { get; set; }
    [Id(7)] public long ImpressionPayout { get; set; }
    [Id(8)] public long BidPrice { get; set; }
    [Id(9)] public int BidCurrency { get; set; }
    [Id(10)] public long Rate { get; set; }
    [Id(11)] public long IssuedAtMs { get; set; }
    [Id(12)] public bool Test { get; set; }
    [Id(13)] public bool UserAllowed { get; set; }
    [Id(14)] public ulong UserKey { get; set; }
    [Id(15)] public int CampaignVersion { get; set; }
    [Id(16)] public ulong Publisher { get; set; }
}

[RegisterConverter]
public sealed class BidTokenConverter : IConverter<BidToken, BidTokenSurrogate>
{
    public BidToken ConvertFromSurrogate(in BidTokenSurrogate surrogate) => new()
    {
        Bid = surrogate.Bid,
        Campaign = new(surrogate.Campaign),
        Ad = new(surrogate.Ad),
        Exchange = new(surrogate.Exchange),
        Window = surrogate.Window,
        Day = new(surrogate.Day),
        Reserve = new(surrogate.Reserve),
        ImpressionPayout = new(surrogate.ImpressionPayout),
        BidPrice = new(surrogate.BidPrice),
        BidCurrency = CurrencyCode.FromPacked(surrogate.BidCurrency),
        Rate = new(surrogate.Rate),
        IssuedAtMs = surrogate.IssuedAtMs,
        Test = surrogate.Test,
        UserAllowed = surrogate.UserAllowed,
        UserKey = surrogate.UserKey,
        CampaignVersion = surrogate.CampaignVersion,
        Publisher = surrogate.Publisher,
    };

    public BidTokenSurrogate ConvertToSurrogate(in BidToken value) => new()
    {
        Bid = value.Bid,
        Campaign = value.Campaign.Value,
        Ad = value.Ad.Value,
        Exchange = value.Exchange.Value,
        Window = value.Window,
        Day = value.Day.Number,
        Reserve = value.Reserve.Nanos,
        ImpressionPayout = value.ImpressionPayout.Nanos,
        BidPrice = value.BidPrice.NanosPerMille,
        BidCurrency = value.BidCurrency.Packed,
        Rate = value.Rate.Nanos,
        IssuedAtMs = value.IssuedAtMs,
        Test = value.Test,
        UserAllowed = value.UserAllowed,
        UserKey = value.UserKey,
        CampaignVersion = value.CampaignVersion,
        Publisher = value.Publisher,
    };
}

[GenerateSerializer, Immutable]
public record struct NoticeSurrogate
{
    [Id(0)] public NoticeKind Kind { get; set; }
    [Id(1)] public BidToken Token { get; set; }
    [Id(2)] public long AcceptedAtMs { get; set; }
    [Id(3)] public PriceState PriceState { get; set; }
    [Id(4)] public long ClearingPrice { get; set; }
    [Id(5)] public int LossReason { get; set; }
    [Id(6)] public string Action { get; set; }
    [Id(7)] public long Value { get; set; }
    [Id(8)] public string OrderId { get; set; }
}

[RegisterConverter]
public sealed class NoticeConverter : IConverter<Notice, NoticeSurrogate>
{
    public Notice ConvertFromSurrogate(in NoticeSurrogate surrogate) => new()
    {
        Kind = surrogate.Kind,
        Token = surrogate.Token,
        AcceptedAtMs = surrogate.AcceptedAtMs,
        PriceState = surrogate.PriceState,
        ClearingPrice = new(surrogate.ClearingPrice),
        LossReason = surrogate.LossReason,
        Action = surrogate.Action ?? "",
        Value = new(surrogate.Value),
        OrderId = surrogate.OrderId ?? "",
    };

    public NoticeSurrogate ConvertToSurrogate(in Notice value) => new()
    {
        Kind = value.Kind,
        Token = value.Token,
        AcceptedAtMs = value.AcceptedAtMs,
        PriceState = value.PriceState,
        ClearingPrice = value.ClearingPrice.NanosPerMille,
        LossReason = value.LossReason,
        Action = value.Action,
        Value = value.Value.Nanos,
        OrderId = value.OrderId,
    };
}

[GenerateSerializer, Immutable]
public record struct NoticeResultSurrogate([property: Id(0)] NoticeOutcome Outcome, [property: Id(1)] string Reason);

[RegisterConverter]
public sealed class NoticeResultConverter : IConverter<NoticeResult, NoticeResultSurrogate>
{
    public NoticeResult ConvertFromSurrogate(in NoticeResultSurrogate surrogate) => new(surrogate.Outcome, surrogate.Reason ?? "");

    public NoticeResultSurrogate ConvertToSurrogate(in NoticeResult value) => new(value.Outcome, value.Reason);
}
