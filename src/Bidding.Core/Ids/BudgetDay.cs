using NodaTime;

namespace Bidding.Core.Ids;

/// <summary>
/// A calendar day in a campaign's time zone, counted from 1970-01-01. Money belongs to the day of the window it was reserved in.
/// </summary>
public readonly record struct BudgetDay(int Number) : IComparable<BudgetDay>
{
    private static readonly LocalDate Epoch = new(1970, 1, 1);

    public static BudgetDay Of(LocalDate date) => new(Period.DaysBetween(Epoch, date));

    public static BudgetDay At(Instant instant, DateTimeZone zone) => Of(instant.InZone(zone).Date);

    public LocalDate ToDate() => Epoch.PlusDays(Number);

    public BudgetDay Next() => new(Number + 1);

    public int CompareTo(BudgetDay other) => Number.CompareTo(other.Number);

    public static bool operator <(BudgetDay a, BudgetDay b) => a.Number < b.Number;
    public static bool operator >(BudgetDay a, BudgetDay b) => a.Number > b.Number;
    public static bool operator <=(BudgetDay a, BudgetDay b) => a.Number <= b.Number;
    public static bool operator >=(BudgetDay a, BudgetDay b) => a.Number >= b.Number;

    /// <summary>ISO form, such as 2026-03-29.</summary>
    public override string ToString() => NodaTime.Text.LocalDatePattern.Iso.Format(ToDate());
}
