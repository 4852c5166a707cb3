using System.Text;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>
/// Books as bytes: compact, and the same books always give the same bytes, so that comparing two folds is comparing these.
/// </summary>
public static class BooksSnapshot
{
    /// <summary>Entries between two snapshots of a stream: bounds what an activation must fold.</summary>
    public const int Interval = 5_000;

    // 1 and 2 were without the latest posts: of them a snapshot can not be made, so those streams are folded from their start once.
    private const byte Format = 3;

    /// <summary>The same, with allotments behind it: only streams that have any are written so.</summary>
    private const byte FormatWithAllotments = 4;

    public static byte[] Write(CampaignBooks books)
    {
        ArgumentNullException.ThrowIfNull(books);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(books.Allotments.IsEmpty ? Format : FormatWithAllotments);
        writer.Write(books.Seq);
        foreach (var amount in (ReadOnlySpan<Money>)[books.Posted, books.Billed, books.Unbilled, books.Disputed])
        {
            writer.Write(amount.Nanos);
        }

        foreach (var count in (ReadOnlySpan<long>)[books.Late, books.Refusals, books.Shifts, books.Takeover])
        {
            writer.Write(count);
        }

        writer.Write(books.Handover);
        writer.Write(books.TermsHistory.Count);
        foreach (var terms in books.TermsHistory)
        {
            writer.Write(TermsJson.Write(terms));
        }

        writer.Write(books.Calendar.IsSet);
        writer.Write(books.Calendar.Zone.Id);
        writer.Write(books.Calendar.ZoneBefore);
        writer.Write(books.Calendar.SinceMs);
        WriteDays(writer, books);
        WriteAds(writer, books);
        books.MaturingClicks.Write(writer);
        books.MaturingConversions.Write(writer);
        if (!books.Allotments.IsEmpty)
        {
            books.Allotments.Write(writer);
        }

        books.RecentPosts.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Throws <see cref="InvalidDataException"/> when the bytes are of another format: fold the stream from its start then.</summary>
    public static CampaignBooks Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false), Encoding.UTF8);
        if (bytes.Length == 0 || reader.ReadByte() is not (Format or FormatWithAllotments))
        {
            throw new InvalidDataException("Books of an unknown format.");
        }

        var state = new BooksState
        {
            Seq = reader.ReadInt64(),
            Posted = new(reader.ReadInt64()),
            Billed = new(reader.ReadInt64()),
            Unbilled = new(reader.ReadInt64()),
            Disputed = new(reader.ReadInt64()),
            Late = reader.ReadInt64(),
            Refusals = reader.ReadInt64(),
            Shifts = reader.ReadInt64(),
            Takeover = checked((int)reader.ReadInt64()),
            Handover = reader.ReadString(),
        };
        for (var n = reader.ReadInt32(); n > 0; n--)
        {
            state.Terms.Add(TermsJson.Read(reader.ReadString()));
        }

        var books = new CampaignBooks();
        books.Calendar.Restore(reader.ReadBoolean(), reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        for (var n = reader.ReadInt32(); n > 0; n--)
        {
            state.Days.Add((new(reader.ReadInt32()), new(new(reader.ReadInt64()), new(reader.ReadInt64()))));
        }

        for (var n = reader.ReadInt32(); n > 0; n--)
        {
            state.Ads.Add((new(reader.ReadInt32()), ReadAd(reader)));
        }

        books.Restore(state);
        books.MaturingClicks.Read(reader);
        books.MaturingConversions.Read(reader);
        if (bytes[0] == FormatWithAllotments)
        {
            books.Allotments.Read(reader);
        }

        books.RecentPosts.Read(reader);
        return books;
    }

    private static void WriteDays(BinaryWriter writer, CampaignBooks books)
    {
        writer.Write(books.Days.Count);
        foreach (var (day, money) in books.Days)
        {
            writer.Write(day.Number);
            writer.Write(money.Posted.Nanos);
            writer.Write(money.Billed.Nanos);
        }
    }

    private static void WriteAds(BinaryWriter writer, CampaignBooks books)
    {
        writer.Write(books.Ads.Count);
        foreach (var (number, ad) in books.Ads)
        {
            writer.Write(number.Value);
            foreach (var value in (ReadOnlySpan<long>)
                [ad.Wins, ad.Impressions, ad.Clicks, ad.Results, ad.Conversions, ad.ConversionValue.Nanos, ad.Posted.Nanos, ad.Billed.Nanos, ad.Share.Nanos])
            {
                writer.Write(value);
            }
        }
    }

    private static AdBooks ReadAd(BinaryReader reader) => new()
    {
        Wins = reader.ReadInt64(),
        Impressions = reader.ReadInt64(),
        Clicks = reader.ReadInt64(),
        Results = reader.ReadInt64(),
        Conversions = reader.ReadInt64(),
        ConversionValue = new(reader.ReadInt64()),
        Posted = new(reader.ReadInt64()),
        Billed = new(reader.ReadInt64()),
        Share = new(reader.ReadInt64()),
    };
}

/// <summary>What a snapshot restores.</summary>
internal sealed class BooksState
{
    public long Seq { get; init; }
    public Money Posted { get; init; }
    public Money Billed { get; init; }
    public Money Unbilled { get; init; }
    public Money Disputed { get; init; }
    public long Late { get; init; }
    public long Refusals { get; init; }
    public long Shifts { get; init; }
    public int Takeover { get; init; }
    public string Handover { get; init; } = "";
    public List<CampaignTerms> Terms { get; } = [];
    public List<(BudgetDay Day, DayBooks Books)> Days { get; } = [];
    public List<(AdNumber Ad, AdBooks Books)> Ads { get; } = [];
}
