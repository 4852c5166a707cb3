using System.Security.Cryptography;
using System.Text;
using Bidding.Core.Ids;
using Bidding.Core.Tokens;
using NodaTime;

namespace Bidding.Core.Attribution;

/// <summary>
/// Turns a <see cref="ClickId"/> into signed URL-safe text (about 65 characters) and back, in the tokens' own format with a kind of its own.
/// Immutable, so any thread may use it.
/// </summary>
public sealed class ClickIdCodec
{
    private readonly TokenKeyRing _keys;
    private readonly Duration _lifetime;

    /// <param name="keys">Signing and accepted keys.</param>
    /// <param name="lifetime">Bound on the age of a click id; the campaign's attribution window is judged apart. Default 400 days.</param>
    public ClickIdCodec(TokenKeyRing keys, Duration? lifetime = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _lifetime = lifetime ?? DefaultLifetime;
    }

    /// <summary>Longer than any attribution window, so that a late conversion is recorded as late instead of refused unread.</summary>
    public static Duration DefaultLifetime { get; } = Duration.FromDays(400);

    public string Encode(in ClickId click)
    {
        Span<byte> bytes = stackalloc byte[TokenEnvelope.SizeMax];
        var writer = new TokenWriter(bytes[TokenEnvelope.HeaderSize..]);
        writer.Byte((byte)((click.Test ? Flags.Test : 0) | (click.UserAllowed ? Flags.UserAllowed : 0)));
        writer.Fixed64(unchecked((ulong)click.Bid.Incarnation));
        writer.Number(click.Bid.Counter);
        writer.Number(click.Campaign.Value);
        writer.Number(click.CampaignVersion);
        writer.Number(click.Ad.Value);
        writer.Number(click.Exchange.Value);
        writer.Number(click.ClickedAtMs);
        Span<byte> signatures = stackalloc byte[HMACSHA512.HashSizeInBytes];
        TokenEnvelope.Sign(_keys, bytes, writer.Written, signatures);
        Span<byte> text = stackalloc byte[TokenEnvelope.CharsMax];
        return Encoding.ASCII.GetString(text[..TokenEnvelope.Seal(TokenKind.ClickId, bytes, writer.Written, signatures, text)]);
    }

    /// <summary>False, with the reason and a default id, for any text that <see cref="Encode"/> did not make or that is too old; never throws.</summary>
    public bool TryDecode(ReadOnlySpan<char> text, Instant now, out ClickId click, out TokenError error)
    {
        click = default;
        Span<byte> buffer = stackalloc byte[TokenEnvelope.SizeMax];
        error = TokenEnvelope.Open(_keys, TokenKind.ClickId, text, buffer, out var payload);
        if (error != TokenError.None)
        {
            return false;
        }
        if (!TryRead(payload, out var decoded))
        {
            error = TokenError.Malformed;
            return false;
        }
        if (TokenAge.IsOver(decoded.ClickedAtMs, _lifetime, now))
        {
            error = TokenError.Expired;
            return false;
        }
        click = decoded;
        return true;
    }

    private static bool TryRead(ReadOnlySpan<byte> payload, out ClickId click)
    {
        var reader = new TokenReader(payload);
        var flags = (Flags)reader.Byte();
        click = new ClickId
        {
            Bid = new(unchecked((long)reader.Fixed64()), reader.Number()),
            Campaign = new(reader.Number32()),
            CampaignVersion = reader.Number32(),
            Ad = new(reader.Number32()),
            Exchange = new(reader.Number32()),
            ClickedAtMs = reader.Number(),
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
    }
}
