using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>A fact of which a bid has at most one. Values are part of stored keys: never renumber.</summary>
public enum BidFact : byte
{
    Post = 1,
    Correction = 2,
    Release = 3,
    Win = 4,
    Impression = 5,
    Click = 6,
    BillOfPost = 7,
    UnbilledOfPost = 8,
    BillOfClick = 9,
    UnbilledOfClick = 10,
    Dispute = 11,

    /// <summary>What a correction gives back to, or still asks of, the advertiser.</summary>
    BillOfCorrection = 12,
    UnbilledOfCorrection = 13,
}

/// <summary>
/// Derives the key that makes an entry unique within its stream. Keys of bids keep the order of the gateways' counters, so that the index over them stays local;
/// keys that hold text of others are the first 16 bytes of a SHA-256, so that nobody can make two of them meet.
/// </summary>
public static class EventKeys
{
    private const int FactShift = 56;

    /// <summary>At most one entry of this fact per bid.</summary>
    public static EventKey Of(BidFact fact, BidId bid) => new(bid.Incarnation ^ ((long)fact << FactShift), bid.Counter);

    /// <summary>One entry of the stream itself (takeover, limits, mark, handover, allocation): its position makes it unique.</summary>
    public static EventKey OfStream(EntryKind kind, long seq) => new(((long)kind << FactShift) | 0x5354_5245_414D, seq);

    /// <summary>With an order id a conversion counts once per action and order id; without, once per click and action.</summary>
    public static EventKey Conversion(BidId bid, string action, string orderId) =>
        orderId.Length > 0 ? Hash("conversion/order", action, orderId) : Hash("conversion/click", action, bid.ToString());

    public static EventKey BillOfConversion(EventKey conversion) => Hash("bill", conversion);

    public static EventKey UnbilledOfConversion(EventKey conversion) => Hash("unbilled", conversion);

    /// <summary>A refusal is recorded once per bid, kind of notice and reason.</summary>
    public static EventKey Refusal(BidId bid, NoticeKind kind, string reason) => Hash($"refusal/{(int)kind}", reason, bid.ToString());

    private static EventKey Hash(string purpose, EventKey of) => Hash(purpose, of.High.ToString("x16"), of.Low.ToString("x16"));

    private static EventKey Hash(string purpose, string a, string b)
    {
        // The lengths in front keep ("ab", "c") and ("a", "bc") apart.
        var text = Encoding.UTF8.GetBytes($"{purpose.Length}:{purpose}{a.Length}:{a}{b.Length}:{b}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return new(BinaryPrimitives.ReadInt64BigEndian(hash), BinaryPrimitives.ReadInt64BigEndian(hash[8..]));
    }
}
