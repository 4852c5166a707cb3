using System.Text;

namespace Bidding.Gateway.Answers;

/// <summary>What differs between two bids with the same template.</summary>
internal enum Place : byte { Notice = 0, Impression = 1, Click = 2, BidId = 3 }

/// <summary>
/// The fields of a bid that follow from the ad and the slot alone, already encoded, cut where a bid's own id and tokens belong. Immutable, any thread.
/// </summary>
internal sealed class BidTemplate
{
    private readonly Piece[] _pieces;
    private readonly int _literalSize;
    private readonly int _tokens;
    private readonly int _bidIds;

    public BidTemplate(IReadOnlyList<Piece> pieces)
    {
        _pieces = [.. pieces];
        _literalSize = _pieces.Sum(piece => piece.Literal.Length);
        _tokens = _pieces.Count(piece => piece.Kind == PieceKind.Place && piece.Place != Place.BidId);
        _bidIds = _pieces.Count(piece => piece is { Kind: PieceKind.Place, Place: Place.BidId });
    }

    /// <summary>The exact number of bytes that <see cref="Write"/> takes for tokens of one length.</summary>
    public int SizeOf(int tokenLength)
    {
        var size = _literalSize + (_tokens * tokenLength) + (_bidIds * BidSlots.BidIdLength);
        foreach (var piece in _pieces)
        {
            if (piece.Kind == PieceKind.Length)
            {
                size += ProtoBytes.VarintSize(piece.LengthOf(tokenLength));
            }
        }

        return size;
    }

    /// <summary>Writes the fields and answers their size.</summary>
    public int Write(Span<byte> destination, BidSlots slots)
    {
        var at = 0;
        foreach (var piece in _pieces)
        {
            switch (piece.Kind)
            {
                case PieceKind.Literal:
                    piece.Literal.CopyTo(destination[at..]);
                    at += piece.Literal.Length;
                    break;
                case PieceKind.Place:
                    var value = slots[piece.Place];
                    value.CopyTo(destination[at..]);
                    at += value.Length;
                    break;
                default:
                    at += ProtoBytes.WriteVarint(destination[at..], piece.LengthOf(slots.TokenLength));
                    break;
            }
        }

        return at;
    }
}

internal enum PieceKind : byte { Literal, Place, Length }

/// <summary>Bytes as they are, a place, or (protobuf) the length of a string that has places in it.</summary>
/// <param name="Fixed">Of a length: the bytes that are the same for every bid; <paramref name="Tokens"/> tokens come on top.</param>
internal readonly record struct Piece(PieceKind Kind, byte[] Literal, Place Place, int Fixed, int Tokens)
{
    public static Piece Of(ReadOnlySpan<byte> literal) => new(PieceKind.Literal, literal.ToArray(), default, 0, 0);
    public static Piece Of(Place place) => new(PieceKind.Place, [], place, 0, 0);

    /// <summary>The length of what <paramref name="content"/> will come to.</summary>
    public static Piece LengthOf(IReadOnlyList<Piece> content)
    {
        var bidIds = content.Count(piece => piece is { Kind: PieceKind.Place, Place: Place.BidId });
        return new(
            PieceKind.Length, [], default,
            content.Sum(piece => piece.Literal.Length) + (bidIds * BidSlots.BidIdLength),
            content.Count(piece => piece.Kind == PieceKind.Place) - bidIds);
    }

    public int LengthOf(int tokenLength) => Fixed + (Tokens * tokenLength);

    /// <summary>Cuts text at its places.</summary>
    public static List<Piece> Cut(ReadOnlySpan<byte> text)
    {
        var pieces = new List<Piece>();
        while (true)
        {
            var (at, place) = (-1, default(Place));
            foreach (var (candidate, mark) in Marks)
            {
                var found = text.IndexOf(mark);
                if (found >= 0 && (at < 0 || found < at))
                {
                    (at, place) = (found, candidate);
                }
            }

            var literal = at < 0 ? text : text[..at];
            if (!literal.IsEmpty)
            {
                pieces.Add(Of(literal));
            }

            if (at < 0)
            {
                return pieces;
            }

            pieces.Add(Of(place));
            text = text[(at + MarkLength)..];
        }
    }

    private static readonly (Place Place, byte[] Mark)[] Marks =
    [
        (Place.Notice, Encoding.ASCII.GetBytes(BidLinks.NoticePlace)),
        (Place.Impression, Encoding.ASCII.GetBytes(BidLinks.ImpressionPlace)),
        (Place.Click, Encoding.ASCII.GetBytes(BidLinks.ClickPlace)),
        (Place.BidId, Encoding.ASCII.GetBytes(BidLinks.BidIdPlace)),
    ];

    private static int MarkLength => Marks[0].Mark.Length;
}
