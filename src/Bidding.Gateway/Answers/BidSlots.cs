using Bidding.Core.Ids;
using Bidding.Core.Tokens;

namespace Bidding.Gateway.Answers;

/// <summary>A bid's id and tokens as UTF-8: what its template's places are filled with. Reused; one thread at a time.</summary>
internal sealed class BidSlots
{
    public const int BidIdLength = Core.Ids.BidId.Size * 2;

    private readonly byte[] _notice = new byte[BidTokenCodec.CharsMax];
    private readonly byte[] _impression = new byte[BidTokenCodec.CharsMax];
    private readonly byte[] _click = new byte[BidTokenCodec.CharsMax];
    private readonly byte[] _bidId = new byte[BidIdLength];

    /// <summary>All three tokens of a bid are of one length.</summary>
    public int TokenLength { get; private set; }

    public ReadOnlySpan<byte> BidId => _bidId;

    public ReadOnlySpan<byte> this[Place place] => place switch
    {
        Place.Notice => _notice.AsSpan(0, TokenLength),
        Place.Impression => _impression.AsSpan(0, TokenLength),
        Place.Click => _click.AsSpan(0, TokenLength),
        _ => _bidId,
    };

    public void Fill(BidTokenCodec tokens, in BidToken token)
    {
        TokenLength = tokens.EncodeAll(token, _notice, _impression, _click);
        token.Bid.WriteText(_bidId);
    }
}
