using Bidding.Core.Amounts;
using Bidding.Core.Attribution;
using Bidding.Core.Ids;
using Bidding.Core.Tokens;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Bidding.Core.Tests.Tokens;

internal static class TokenSamples
{
    public static readonly Instant Now = Instant.FromUtc(2026, 3, 29, 12, 0);

    public static readonly BidToken Bid = new()
    {
        Bid = new BidId(0x1122_3344_5566_7788, 42),
        Campaign = new CampaignNumber(7),
        CampaignVersion = 3,
        Ad = new AdNumber(19),
        Exchange = new ExchangeNumber(2),
        Window = new WindowId(4, 1234),
        Day = new BudgetDay(20_541),
        Reserve = new Money(2_500_000),
        ImpressionPayout = new Money(3_000_000),
        BidPrice = new CpmPrice(2_500_000_000),
        BidCurrency = CurrencyCode.Eur,
        Rate = Ratio.One,
        IssuedAtMs = Now.ToUnixTimeMilliseconds(),
        UserAllowed = true,
        UserKey = 0xDEAD_BEEF_0000_0001,
    };

    public static readonly ClickId Click = new()
    {
        Bid = Bid.Bid,
        Campaign = Bid.Campaign,
        CampaignVersion = 3,
        Ad = Bid.Ad,
        Exchange = Bid.Exchange,
        ClickedAtMs = Now.ToUnixTimeMilliseconds(),
        UserAllowed = true,
    };

    public static TokenKey Key(byte id, byte fill) => new(id, Enumerable.Repeat(fill, 32).ToArray());

    public static TokenKeyRing Keys { get; } = new(Key(1, 0xA5));
}

/// <summary>Tokens over the whole range of every field, extremes included.</summary>
public static class TokenArbitraries
{
    public static Arbitrary<BidToken> Tokens() => (
        from ids in Longs.ArrayOf(4)
        from numbers in Ints.ArrayOf(7)
        from money in Longs.ArrayOf(5)
        from currency in Gen.Elements("USD", "EUR", "JPY")
        from flags in Gen.Elements(true, false).ArrayOf(2)
        select new BidToken
        {
            Bid = new BidId(ids[0], ids[1]),
            Campaign = new CampaignNumber(numbers[0]),
            CampaignVersion = numbers[1],
            Ad = new AdNumber(numbers[2]),
            Exchange = new ExchangeNumber(numbers[3]),
            Window = new WindowId(numbers[4], numbers[5]),
            Day = new BudgetDay(numbers[6]),
            Reserve = new Money(money[0]),
            ImpressionPayout = new Money(money[1]),
            BidPrice = new CpmPrice(money[2]),
            BidCurrency = CurrencyCode.Parse(currency),
            Rate = new Ratio(money[3]),
            IssuedAtMs = TokenSamples.Now.ToUnixTimeMilliseconds() + (money[4] % 1_000_000),
            Test = flags[0],
            UserAllowed = flags[1],
            UserKey = flags[1] ? unchecked((ulong)ids[2]) : 0,
            Publisher = flags[0] ? unchecked((ulong)ids[3]) : 0,
        }).ToArbitrary();

    private static Gen<long> Longs => Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>(), Gen.Elements(0, 1, -1, long.MaxValue, long.MinValue, 63, 64, -64, -65));

    private static Gen<int> Ints => Gen.OneOf(ArbMap.Default.GeneratorFor<int>(), Gen.Elements(0, 1, int.MaxValue, int.MinValue));
}
