using Bidding.Core.Amounts;
using Bidding.Core.Campaigns;
using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Core.Exchanges;

public enum AuctionType : byte { FirstPrice = 1, SecondPrice = 2 }

/// <summary>Which message makes us owe the media cost. Only that one posts.</summary>
public enum BillableEvent : byte { Billing = 0, Win = 1, Impression = 2 }

public enum PriceEncoding : byte
{
    Plain = 0,

    /// <summary>28 bytes, HMAC-SHA1, as Google Authorized Buyers encrypts winning prices.</summary>
    AuthorizedBuyers = 1,
}

/// <summary>A marketplace that calls us. Immutable; a change makes a new <see cref="Version"/>.</summary>
public sealed record Exchange
{
    /// <summary>Same form as <see cref="Advertiser.Id"/>: the name in <c>/openrtb2/{exchange}/bid</c> and in <c>x-exchange</c>.</summary>
    public required string Id { get; init; }
    public ExchangeNumber Number { get; init; }
    public int Version { get; init; }
    public required string Name { get; init; }
    public Status Status { get; init; }

    /// <summary>The seat each advertiser buys through: advertiser id to seat id; <see cref="DefaultSeat"/> for the others.</summary>
    public IReadOnlyDictionary<string, string> Seats { get; init; } = new Dictionary<string, string>();
    public string DefaultSeat { get; init; } = "";
    public AuctionType AuctionType { get; init; } = AuctionType.FirstPrice;

    /// <summary>Of prices where a request and a notice name none.</summary>
    public CurrencyCode Currency { get; init; } = CurrencyCode.Usd;
    public BillableEvent BillableEvent { get; init; } = BillableEvent.Billing;

    /// <summary>How long after a bid a notice counts as in time; 1 s to 24 h.</summary>
    public Duration NoticeWindow { get; init; } = Duration.FromSeconds(60);
    public PriceEncoding PriceEncoding { get; init; }

    /// <summary>Base64 keys of <see cref="PriceEncoding.AuthorizedBuyers"/>.</summary>
    public string EncryptionKey { get; init; } = "";
    public string IntegrityKey { get; init; } = "";

    /// <summary>How far a clearing price may exceed the bid (rounding at the exchange) without being disputed.</summary>
    public Ratio PriceTolerance { get; init; } = Ratio.FromDecimal(0.000001m);

    /// <summary>Bid requests a second before we answer "no bid" at once; 0: no limit.</summary>
    public int RequestsPerSecondMax { get; init; }

    /// <summary>Bid requests under way at one gateway before it answers "no bid" at once; 0: no limit.</summary>
    public int ConcurrentRequestsMax { get; init; }
}
