using Bidding.Core.Amounts;
using Bidding.Core.Ids;
using Bidding.Core.Ledger.Verification;

namespace Bidding.Core.Ledger.Statements;

/// <summary>An entry with what the campaign had posted and billed once it was booked, over all its days.</summary>
public readonly record struct StatementLine(LedgerEntry Entry, Money Posted, Money Billed);

/// <summary>
/// A campaign's account statement, as of one instant: its latest lines with running sums, and the totals of all of them per day and per account.
/// Amounts in <see cref="Currency"/>.
/// </summary>
public sealed record LedgerStatement
{
    public required CampaignNumber Campaign { get; init; }

    /// <summary>None for a stream in which no money moved.</summary>
    public required CurrencyCode Currency { get; init; }
    public required StreamHead Head { get; init; }

    /// <summary>The fold of all entries.</summary>
    public required CampaignBooks Books { get; init; }

    /// <summary>The latest ones, in order of seq.</summary>
    public required IReadOnlyList<StatementLine> Lines { get; init; }
    public required IReadOnlyList<AccountBalance> Accounts { get; init; }

    /// <summary>Entries up to here were dropped after their month was closed; totals hold them, lines cannot. 0: none.</summary>
    public required long ClosedSeq { get; init; }

    /// <summary>Throws <see cref="InvalidDataException"/> when the stream is damaged.</summary>
    /// <param name="maxLines">How many of the latest lines to keep; the totals are over all.</param>
    public static async Task<LedgerStatement> ReadAsync(ILedgerReader ledger, CampaignNumber campaign, int maxLines, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentOutOfRangeException.ThrowIfNegative(maxLines);
        var image = await ledger.OpenImageAsync(campaign, cancel).ConfigureAwait(false);
        await using (image.ConfigureAwait(false))
        {
            var books = Opening(image.Closing);
            var lines = new Queue<StatementLine>();
            await foreach (var entry in image.ReadEntriesAsync(books.Seq, cancel).ConfigureAwait(false))
            {
                Fold(books, entry);
                lines.Enqueue(new StatementLine(entry, books.Posted, books.Billed));
                if (lines.Count > maxLines) lines.Dequeue();
            }

            return new LedgerStatement
            {
                Campaign = campaign,
                Currency = image.Currency,
                Head = image.Head,
                Books = books,
                Lines = [.. lines],
                Accounts = image.Balances,
                ClosedSeq = image.Closing?.Seq ?? 0,
            };
        }
    }

    private static CampaignBooks Opening(StreamClosing? closing) => closing is null ? new() : BooksSnapshot.Read(closing.State);

    private static void Fold(CampaignBooks books, LedgerEntry entry)
    {
        try
        {
            books.Apply(entry);
        }
        catch (Exception error) when (FoldErrors.Is(error))
        {
            throw new InvalidDataException($"Entry {entry.Seq} of the stream cannot be folded: {error.Message} Verify the ledger.", error);
        }
    }
}
