using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Attribution;
using Bidding.Core.Ids;
using Bidding.Core.Tokens;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;
using NodaTime;

namespace Bidding.Fuzzing.InProcess;

/// <summary>Tokens and click ids: whole ones come back as they were made; altered ones, those of another kind and those of another key never do.</summary>
public sealed class TokenTarget : IFuzzTarget
{
    private const string Base64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static readonly TokenKind[] Kinds = [TokenKind.Notice, TokenKind.Impression, TokenKind.Click];
    private static readonly Instant Now = Instant.FromDateTimeOffset(StillTime.Now);

    private readonly TokenKeyRing _ours = new(Key(1, 1), Key(2, 2));
    private readonly BidTokenCodec _tokens;
    private readonly ClickIdCodec _clicks;
    private readonly BidTokenCodec[] _strangers;

    public TokenTarget()
    {
        _tokens = new(_ours);
        _clicks = new(_ours);
        _strangers = [new(new TokenKeyRing(Key(1, 9))), new(new TokenKeyRing(Key(7, 1)))];
    }

    /// <summary>The whole token, a line break, what is offered, a line break, the kind it is offered as (0: a click id).</summary>
    public FuzzInput Make(Random random)
    {
        var token = NextToken(random);
        var isClickId = random.Next(5) == 0;
        var kind = Kinds[random.Next(Kinds.Length)];
        var whole = isClickId ? _clicks.Encode(ClickOf(token)) : _tokens.Encode(token, kind);
        var offered = random.Next(12) switch
        {
            0 => whole,
            1 => _tokens.Encode(token, Kinds[random.Next(Kinds.Length)]),
            2 => _strangers[random.Next(_strangers.Length)].Encode(token, kind),
            3 => _clicks.Encode(ClickOf(token)),
            4 => whole + OddValues.NextText(random),
            5 => OddValues.NextText(random),
            _ => Altered(whole, random),
        };
        var asKind = isClickId ? 0 : (int)kind;
        return FuzzInput.Of("whole token, offered token, kind", $"{whole}\n{offered.Replace('\n', ' ')}\n{asKind}");
    }

    public ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var lines = Encoding.UTF8.GetString(input.Bytes).Split('\n');
        var (whole, offered, kind) = (lines[0], lines[1], int.Parse(lines[2], System.Globalization.CultureInfo.InvariantCulture));
        var accepted = kind == 0 ? TryClick(offered, out var error) : TryToken(offered, (TokenKind)kind, out error);
        FindingException.Require(accepted == (error == TokenError.None), "a token's verdict and its reason disagree");
        FindingException.Require(accepted == (offered == whole), accepted ? "an altered token is accepted" : $"a whole token is refused: {error}");
        return new(accepted ? Verdict.Accepted : Verdict.Refused);
    }

    private bool TryClick(string offered, out TokenError error)
    {
        var accepted = _clicks.TryDecode(offered, Now, out var click, out error);
        FindingException.Require(!accepted || _clicks.Encode(click) == offered, "a click id is not what it was made of");
        return accepted;
    }

    private bool TryToken(string offered, TokenKind kind, out TokenError error)
    {
        var accepted = _tokens.TryDecode(offered, kind, Now, out var token, out error);
        FindingException.Require(!accepted || _tokens.Encode(token, kind) == offered, "a token is not what it was made of");
        return accepted;
    }

    private static BidToken NextToken(Random random) => new()
    {
        Bid = new(random.NextInt64(), NextNumber(random)),
        Campaign = new(random.Next()),
        CampaignVersion = random.Next(100),
        Ad = new(random.Next()),
        Exchange = new(random.Next(1, 300)),
        Window = new(random.Next(), random.Next()),
        Day = new(random.Next(0, 40_000)),
        Reserve = new(NextNumber(random)),
        ImpressionPayout = new(NextNumber(random)),
        BidPrice = new(NextNumber(random)),
        BidCurrency = random.Next(2) == 0 ? CurrencyCode.Usd : CurrencyCode.Eur,
        Rate = new(NextNumber(random)),
        IssuedAtMs = Now.ToUnixTimeMilliseconds() - random.Next(1_000_000),
        Test = random.Next(2) == 0,
        UserAllowed = random.Next(2) == 0,
        UserKey = (ulong)random.NextInt64(),
        Publisher = random.Next(2) == 0 ? (ulong)random.NextInt64() : 0,
    };

    private static long NextNumber(Random random) => random.Next(3) == 0 ? random.NextInt64() : random.Next(10_000);

    private static ClickId ClickOf(in BidToken token) => new()
    {
        Bid = token.Bid,
        Campaign = token.Campaign,
        CampaignVersion = token.CampaignVersion,
        Ad = token.Ad,
        Exchange = token.Exchange,
        ClickedAtMs = token.IssuedAtMs,
        Test = token.Test,
        UserAllowed = token.UserAllowed,
    };

    /// <summary>Characters of the alphabet changed, swapped, cut or added, so that the damage reaches what is signed.</summary>
    internal static string Altered(string token, Random random)
    {
        var text = new StringBuilder(token);
        for (var hits = random.Next(1, 3); hits > 0 && text.Length > 1; hits--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(6))
            {
                case 0:
                    text.Length = at;
                    break;
                case 1:
                    text.Remove(at, 1);
                    break;
                case 2:
                    text.Insert(at, Base64Url[random.Next(Base64Url.Length)]);
                    break;
                case 3:
                    (text[at], text[0]) = (text[0], text[at]);
                    break;
                default:
                    text[at] = Base64Url[random.Next(Base64Url.Length)];
                    break;
            }
        }

        return text.ToString();
    }

    private static TokenKey Key(byte id, byte fill)
    {
        var secret = new byte[TokenKey.SecretSizeMin];
        Array.Fill(secret, fill);
        return new(id, secret);
    }
}
