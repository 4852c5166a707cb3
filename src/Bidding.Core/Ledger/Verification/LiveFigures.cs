using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger.Verification;

/// <summary>What a running campaign says of itself, true at <see cref="Seq"/> of its stream. Amounts in the stream's currency.</summary>
public sealed record LiveFigures
{
    public required CampaignNumber Campaign { get; init; }
    public required long Seq { get; init; }
    public required Money Posted { get; init; }
    public required Money Billed { get; init; }
    public required Money Unbilled { get; init; }
    public required long LateNotices { get; init; }
    public required long Shifts { get; init; }

    /// <summary>By number; ads that did nothing may be missing.</summary>
    public required IReadOnlyDictionary<AdNumber, AdBooks> Ads { get; init; }

    /// <summary>Each figure that differs from the books, as <c>name: said X, entries give Y</c>.</summary>
    public IEnumerable<string> DifferencesFrom(CampaignBooks books)
    {
        ArgumentNullException.ThrowIfNull(books);
        foreach (var difference in (string?[])
        [
            Compare("posted", Posted, books.Posted),
            Compare("billed", Billed, books.Billed),
            Compare("unbilled", Unbilled, books.Unbilled),
            Compare("late_notices", LateNotices, books.Late),
            Compare("budget_shifts", Shifts, books.Shifts),
        ])
        {
            if (difference is not null) yield return difference;
        }

        foreach (var number in Ads.Keys.Union(books.Ads.Keys).OrderBy(ad => ad.Value))
        {
            // The share is left out: before the first allocation it is the optimizer's default, which no entry holds.
            var said = Ads.GetValueOrDefault(number) with { Share = default };
            var folded = books.Ad(number) with { Share = default };
            if (Compare($"ad {number.Value}", said, folded) is { } difference) yield return difference;
        }
    }

    private static string? Compare<T>(string name, T said, T folded)
        where T : IEquatable<T> => said.Equals(folded) ? null : $"{name}: the node says {said}, the entries give {folded}";
}
