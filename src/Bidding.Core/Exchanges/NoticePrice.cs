using Bidding.Core.Amounts;

namespace Bidding.Core.Exchanges;

/// <summary>What stood where a notice should carry its clearing price.</summary>
public enum NoticePriceStatus : byte
{
    /// <summary>No price was sent; also what <c>default</c> says.</summary>
    Empty = 0,
    Ok = 1,

    /// <summary>The macro <c>${AUCTION_PRICE}</c> itself, also percent-encoded: the exchange did not fill it in.</summary>
    Unexpanded = 2,

    /// <summary>OpenRTB's word <c>AUDIT</c>: the creative is being reviewed, nothing was sold.</summary>
    Audit = 3,
    Negative = 4,

    /// <summary>Neither a number nor, for an encrypted price, 28 bytes of base64.</summary>
    Malformed = 5,

    /// <summary>An encrypted price that our keys did not sign, or that was altered.</summary>
    BadSignature = 6,

    /// <summary>A number beyond any price, above <see cref="NoticePrice.CpmMax"/>.</summary>
    Absurd = 7,
}

/// <summary>A clearing price as read from a notice. <see cref="Price"/> counts only where <see cref="Status"/> is Ok; it is zero otherwise.</summary>
public readonly record struct NoticePrice
{
    /// <summary>One million units per mille: beyond this a price is a mistake in units, not a price.</summary>
    public const long CpmMax = 1_000_000;

    private NoticePrice(NoticePriceStatus status, CpmPrice price)
    {
        Status = status;
        Price = price;
    }

    public NoticePriceStatus Status { get; }

    public CpmPrice Price { get; }

    public bool IsOk => Status == NoticePriceStatus.Ok;

    /// <summary>A price, judged negative or absurd where it is.</summary>
    internal static NoticePrice Of(Int128 nanosPerMille)
    {
        if (nanosPerMille < 0)
        {
            return Refused(NoticePriceStatus.Negative);
        }
        return nanosPerMille > (Int128)CpmMax * Money.NanosPerUnit
            ? Refused(NoticePriceStatus.Absurd)
            : new NoticePrice(NoticePriceStatus.Ok, new CpmPrice((long)nanosPerMille));
    }

    internal static NoticePrice Refused(NoticePriceStatus status) => new(status, CpmPrice.Zero);
}
