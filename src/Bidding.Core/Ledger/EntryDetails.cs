using System.Text.Json;
using System.Text.Json.Serialization;
using Bidding.Core.Amounts;
using Bidding.Core.Ids;

namespace Bidding.Core.Ledger;

/// <summary>The detail of a <see cref="EntryKind.Conversion"/> entry.</summary>
/// <param name="DelayMs">From the click to the conversion.</param>
public sealed record ConversionDetail(string Action, string OrderId, long DelayMs)
{
    public string ToJson() => JsonSerializer.Serialize(this, LedgerJsonContext.Default.ConversionDetail);

    public static ConversionDetail Parse(string json) =>
        JsonSerializer.Deserialize(json, LedgerJsonContext.Default.ConversionDetail) ?? throw new JsonException("Conversion without detail.");
}

/// <summary>The detail of a <see cref="EntryKind.Click"/> entry.</summary>
/// <param name="DelayMs">From the bid to the click.</param>
public sealed record ClickDetail(long DelayMs)
{
    public string ToJson() => JsonSerializer.Serialize(this, LedgerJsonContext.Default.ClickDetail);

    public static ClickDetail Parse(string json) =>
        JsonSerializer.Deserialize(json, LedgerJsonContext.Default.ClickDetail) ?? throw new JsonException("Click without detail.");
}

/// <summary>The detail of an <see cref="EntryKind.Allocation"/> entry: shares in billionths by ad number, before and after, and the evidence as it was given.</summary>
public sealed record AllocationDetail(SortedDictionary<int, long> Before, SortedDictionary<int, long> After, JsonElement Evidence)
{
    /// <param name="evidence">JSON; other text is kept as a JSON string.</param>
    public static string Write(IEnumerable<KeyValuePair<AdNumber, Ratio>> before, IEnumerable<KeyValuePair<AdNumber, Ratio>> after, string evidence) =>
        JsonSerializer.Serialize(
            new AllocationDetail(Rows(before), Rows(after), Element(evidence)), LedgerJsonContext.Default.AllocationDetail);

    public static AllocationDetail Parse(string json) =>
        JsonSerializer.Deserialize(json, LedgerJsonContext.Default.AllocationDetail) ?? throw new JsonException("Allocation without detail.");

    private static SortedDictionary<int, long> Rows(IEnumerable<KeyValuePair<AdNumber, Ratio>> shares)
    {
        var rows = new SortedDictionary<int, long>();
        foreach (var (ad, share) in shares)
        {
            rows[ad.Value] = share.Nanos;
        }

        return rows;
    }

    private static JsonElement Element(string evidence)
    {
        try
        {
            using var document = JsonDocument.Parse(evidence);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(evidence, EvidenceJsonContext.Default.String);
        }
    }
}

[JsonSerializable(typeof(string))]
internal sealed partial class EvidenceJsonContext : JsonSerializerContext;
