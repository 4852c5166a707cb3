using System.Text;
using System.Text.Json;
using Bidding.Core.Amounts;
using Bidding.Core.Exchanges;
using Bidding.Core.Ids;
using Bidding.Core.Ledger;
using Bidding.Core.Tokens;
using Bidding.Fuzzing.Mutation;
using Bidding.Fuzzing.Runs;
using Bidding.Gateway.Notices;
using Bidding.Gateway.Snapshots;

namespace Bidding.Fuzzing.InProcess;

/// <summary>Notices as their URLs bring them: token, price, currency and loss reason, each whole or garbage; and prices as an exchange encrypts them.</summary>
public sealed class NoticeTarget : IFuzzTarget
{
    private static readonly NoticeKind[] Kinds = [NoticeKind.Win, NoticeKind.Billing, NoticeKind.Loss, NoticeKind.Impression, NoticeKind.Click];

    private static readonly byte[] PriceKey = new byte[32];

    private readonly BidTokenCodec _tokens = new(new TokenKeyRing(new TokenKey(1, new byte[TokenKey.SecretSizeMin])));
    private readonly AuthorizedBuyersPrice _encrypted = new(PriceKey, PriceKey);
    private readonly NoticeReader _reader;

    public NoticeTarget() => _reader = new NoticeReader(_tokens, new CatalogDirectory(), FuzzCatalog.Rates, new StillTime());

    public FuzzInput Make(Random random)
    {
        var kind = Kinds[random.Next(Kinds.Length)];
        var token = _tokens.Encode(NextToken(random), kind switch
        {
            NoticeKind.Impression => TokenKind.Impression,
            NoticeKind.Click => TokenKind.Click,
            _ => TokenKind.Notice,
        });
        var price = random.Next(5) == 0
            ? TokenTarget.Altered(_encrypted.Write(new CpmPrice(random.NextInt64(0, 10_000_000_000)), new byte[AuthorizedBuyersPrice.InitializationVectorSize]), random)
            : NextOrNone(random);
        string?[] fields = [kind.ToString(), random.Next(10) == 0 ? TokenTarget.Altered(token, random) : token, price, NextOrNone(random), NextOrNone(random)];
        // JSON cannot carry half a surrogate, an URL cannot either.
        return FuzzInput.Of("kind, token, price, currency, loss reason", JsonSerializer.Serialize(fields));
    }

    public ValueTask<Verdict> TryAsync(FuzzInput input)
    {
        var fields = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(input.Bytes))!;
        RequireSane(_encrypted.Read(fields[2]));
        RequireSane(PriceCodec.Plain.Read(fields[2]));
        var error = _reader.TryRead(Enum.Parse<NoticeKind>(fields[0]!), fields[1]!, new NoticeFields(fields[2], fields[3], fields[4]), out var notice);
        if (error != TokenError.None)
        {
            FindingException.Require(notice is null, "a refused token makes a notice");
            return new(Verdict.Refused);
        }

        FindingException.Require(notice.PriceState == PriceState.Given || notice.ClearingPrice == default, "a notice without a price has one");
        FindingException.Require(notice.ClearingPrice.NanosPerMille >= 0, "a notice has a negative price");
        FindingException.Require(notice.LossReason >= 0, "a notice has a negative loss reason");
        return new(Verdict.Accepted);
    }

    private static void RequireSane(NoticePrice price) =>
        FindingException.Require(price.IsOk ? price.Price.NanosPerMille is >= 0 and <= NoticePrice.CpmMax * 1_000_000_000 : price.Price == default, "a price is read that is none");

    private static string? NextOrNone(Random random) => random.Next(8) == 0 ? null : OddValues.NextText(random);

    private static BidToken NextToken(Random random) => new()
    {
        Bid = new(random.NextInt64(), random.Next()),
        Campaign = new(random.Next(1, 6)),
        Ad = new(random.Next(1, 6)),
        Exchange = new(random.Next(1, 3)),
        Window = new(1, 1),
        Day = new(20_000),
        Reserve = new(random.Next()),
        BidPrice = new(random.Next()),
        BidCurrency = random.Next(3) switch { 0 => CurrencyCode.Usd, 1 => CurrencyCode.Eur, _ => default },
        Rate = Ratio.One,
        IssuedAtMs = StillTime.Now.ToUnixTimeMilliseconds() - random.Next(1_000_000),
    };
}
