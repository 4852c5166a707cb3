using System.Security.Cryptography;
using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using NodaTime;

namespace Bidding.Core.Tokens;

/// <summary>
/// Turns a <see cref="BidToken"/> into signed URL-safe text and back. About 110 characters; encoding allocates nothing.
/// Immutable, so any thread may use it.
/// </summary>
public sealed class BidTokenCodec
{
    /// <summary>A destination of this many characters always suffices.</summary>
    public const int CharsMax = TokenEnvelope.CharsMax;

    private readonly TokenKeyRing _keys;
    private readonly Duration _lifetime;

    /// <param name="keys">Signing and accepted keys.</param>
    /// <param name="lifetime">How long after the bid a token is taken. Late notices are booked, never dropped, so: 30 days.</param>
    public BidTokenCodec(TokenKeyRing keys, Duration? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _lifetime = lifetime ?? DefaultLifetime;
    }

    public static Duration DefaultLifetime { get; } = Duration.FromDays(30);

    /// <summary>
    /// Writes the three tokens of a bid as UTF-8, each at the start of its destination of <see cref="CharsMax"/> bytes, and answers the length that all three have.
    /// A token whose user may not be used carries no user key, whatever it was given.
    /// </summary>
    /// <exception cref="ArgumentException">A destination is too short.</exception>
    public int EncodeAll(in BidToken token, Span<byte> notice, Span<byte> impression, Span<byte> click)
    {
        Span<byte> bytes = stackalloc byte[TokenEnvelope.SizeMax];
        Span<byte> signatures = stackalloc byte[HMACSHA512.HashSizeInBytes];
        int size = Sign(token, bytes, signatures);
        TokenEnvelope.Seal(TokenKind.Notice, bytes, size, signatures, notice);
        TokenEnvelope.Seal(TokenKind.Impression, bytes, size, signatures, impression);
        return TokenEnvelope.Seal(TokenKind.Click, bytes, size, signatures, click);
    }

    /// <summary>One of them, as text.</summary>
    public string Encode(in BidToken token, TokenKind kind)
    {
        Span<byte> bytes = stackalloc byte[TokenEnvelope.SizeMax];
        Span<byte> signatures = stackalloc byte[HMACSHA512.HashSizeInBytes];
        Span<byte> text = stackalloc byte[CharsMax];
        int size = Sign(token, bytes, signatures);
        return Encoding.ASCII.GetString(text[..TokenEnvelope.Seal(kind, bytes, size, signatures, text)]);
    }

    /// <summary>
    /// Reads back a token of this <paramref name="kind"/>. False, with the reason and a default token, for any other text; never throws.
    /// </summary>
    public bool TryDecode(ReadOnlySpan<char> text, TokenKind kind, Instant now, out BidToken token, out TokenError error)
    {
        token = default;
        Span<byte> buffer = stackalloc byte[TokenEnvelope.SizeMax];
        error = TokenEnvelope.Open(_keys, kind, text, buffer, out var payload);
        if (error != TokenError.None)
        {
            return false;
        }
        if (!TryRead(payload, out var decoded))
        {
            error = TokenError.Malformed;
            return false;
        }
        if (TokenAge.IsOver(decoded.IssuedAtMs, _lifetime, now))
        {
            error = TokenError.Expired;
            return false;
        }
        token = decoded;
        return true;
    }

    /// <summary>The payload's size.</summary>
    private int Sign(in BidToken token, Span<byte> bytes, Span<byte> signatures)
    {
        var writer = new TokenWriter(bytes[TokenEnvelope.HeaderSize..]);
        Write(ref writer, token);
        TokenEnvelope.Sign(_keys, bytes, writer.Written, signatures);
        return writer.Written;
    }

    private static void Write(ref TokenWriter writer, in BidToken token)
    {
        ulong userKey = token.UserAllowed ? token.UserKey : 0;
        var flags = (token.Test ? Flags.Test : 0) | (token.UserAllowed ? Flags.UserAllowed : 0)
            | (userKey != 0 ? Flags.HasUserKey : 0) | (token.Publisher != 0 ? Flags.HasPublisher : 0);
        writer.Byte((byte)flags);
        writer.Fixed64(unchecked((ulong)token.Bid.Incarnation));
        writer.Number(token.Bid.Counter);
        writer.Number(token.Campaign.Value);
        writer.Number(token.CampaignVersion);
        writer.Number(token.Ad.Value);
        writer.Number(token.Exchange.Value);
        writer.Number(token.Window.Takeover);
        writer.Number(token.Window.Counter);
        writer.Number(token.Day.Number);
        writer.Number(token.Reserve.Nanos);
        writer.Number(token.ImpressionPayout.Nanos);
        writer.Number(token.BidPrice.NanosPerMille);
        writer.Number(token.BidCurrency.Packed);
        writer.Number(token.Rate.Nanos);
        writer.Number(token.IssuedAtMs);
        if (userKey != 0)
        {
            writer.Fixed64(userKey);
        }
        if (token.Publisher != 0)
        {
            writer.Fixed64(token.Publisher);
        }
    }

    private static bool TryRead(ReadOnlySpan<byte> payload, out BidToken token)
    {
        var reader = new TokenReader(payload);
        var flags = (Flags)reader.Byte();
        // Initializers run in this order, which is the order of Write.
        token = new BidToken
        {
            Bid = new(unchecked((long)reader.Fixed64()), reader.Number()),
            Campaign = new(reader.Number32()),
            CampaignVersion = reader.Number32(),
            Ad = new(reader.Number32()),
            Exchange = new(reader.Number32()),
            Window = new(reader.Number32(), reader.Number32()),
            Day = new(reader.Number32()),
            Reserve = new(reader.Number()),
            ImpressionPayout = new(reader.Number()),
            BidPrice = new(reader.Number()),
            BidCurrency = CurrencyCode.FromPacked(reader.Number32()),
            Rate = new(reader.Number()),
            IssuedAtMs = reader.Number(),
            UserKey = flags.HasFlag(Flags.HasUserKey) ? reader.Fixed64() : 0,
            Publisher = flags.HasFlag(Flags.HasPublisher) ? reader.Fixed64() : 0,
            Test = flags.HasFlag(Flags.Test),
            UserAllowed = flags.HasFlag(Flags.UserAllowed),
        };
        return reader.Well;
    }

    [Flags]
    private enum Flags : byte
    {
        Test = 1,
        UserAllowed = 2,
        HasUserKey = 4,
        HasPublisher = 8,
    }
}
