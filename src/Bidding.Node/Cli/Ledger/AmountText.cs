using System.Globalization;
using Bidding.Core.Amounts;
using Bidding.Core.Ledger;

namespace Bidding.Node.Cli.Ledger;

/// <summary>Amounts, accounts and times as the ledger's verbs print them.</summary>
internal static class AmountText
{
    /// <summary>A plain decimal; sums over all streams may be beyond the range of <see cref="Money"/>.</summary>
    public static string Of(Int128 nanos)
    {
        var (units, rest) = Int128.DivRem(Int128.Abs(nanos), Money.NanosPerUnit);
        var digits = ((long)rest).ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0').PadRight(2, '0');
        return $"{(nanos < 0 ? "-" : "")}{units.ToString(CultureInfo.InvariantCulture)}.{digits}";
    }

    /// <summary>Such as <c>media_cost</c>.</summary>
    public static string Of(AccountKind kind) => kind switch
    {
        AccountKind.AdvertiserReceivable => "advertiser_receivable",
        AccountKind.ExchangePayable => "exchange_payable",
        AccountKind.MediaCost => "media_cost",
        AccountKind.Revenue => "revenue",
        AccountKind.Disputed => "disputed",
        AccountKind.AffiliatePayable => "affiliate_payable",
        _ => "",
    };

    public static string Of(AccountId account) => account.IsNone ? "" : $"{Of(account.Kind)}:{account.Owner.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>UTC, to the millisecond.</summary>
    public static string TimeOf(long atMs) => DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
