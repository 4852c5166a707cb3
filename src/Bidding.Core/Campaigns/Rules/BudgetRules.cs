using Bidding.Core.Amounts;
using NodaTime;

namespace Bidding.Core.Campaigns.Rules;

/// <summary>Bounds of a budget and how its parts must fit.</summary>
internal static class BudgetRules
{
    /// <summary>Sums of several budgets must stay far inside the range of <see cref="Money"/>.</summary>
    internal static readonly Money Max = new(1_000_000_000 * Money.NanosPerUnit);

    public static void Check(Budget budget, FieldErrors errors)
    {
        errors.AddIf(!Iso4217.Contains(budget.Currency), "budget.currency", $"'{budget.Currency}' is not an ISO 4217 currency; use a code such as EUR");
        errors.AddIf(
            DateTimeZoneProviders.Tzdb.GetZoneOrNull(budget.TimeZone) is null, "budget.time_zone",
            $"'{budget.TimeZone}' is not a known time zone; use an IANA name such as Europe/Berlin");
        errors.AddIf(budget.Total is null && budget.Daily is null, "budget", "needs at least one of total and daily");
        CheckAmount(budget.Total, "budget.total", errors);
        CheckAmount(budget.Daily, "budget.daily", errors);
        CheckAmount(budget.MediaTotal, "budget.media_total", errors);
        CheckAmount(budget.MediaDaily, "budget.media_daily", errors);
        errors.AddIf(budget.Daily > budget.Total, "budget.daily", "must not be above budget.total");
        errors.AddIf(budget.Margin < Ratio.Zero || budget.Margin >= Ratio.One, "budget.margin", "must be from 0 to below 1, such as 0.20");
        errors.AddIf(budget.MediaTotal > budget.Total, "budget.media_total", "must not be above budget.total");
        errors.AddIf(budget.MediaDaily > (budget.Daily ?? budget.Total), "budget.media_daily", "must not be above budget.daily, or budget.total where there is no daily one");
        errors.AddIf(budget.MediaDaily > budget.MediaTotal, "budget.media_daily", "must not be above budget.media_total");
    }

    private static void CheckAmount(Money? amount, string field, FieldErrors errors) =>
        errors.AddIf(amount is { IsPositive: false } || amount > Max, field, "must be above 0 and at most 1000000000");
}
