using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bidding.LoadTest.Demo;

/// <summary>The outcome of a run, as <c>--json</c> prints it. Amounts in USD.</summary>
internal sealed record DemoSummary
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public required double Seconds { get; init; }
    public required long Requests { get; init; }
    public required long Answered { get; init; }

    /// <summary>Bids made; one answer may hold several.</summary>
    public required long Bids { get; init; }

    /// <summary>Answers that held at least one bid.</summary>
    public required long BidResponses { get; init; }
    public required long NoBids { get; init; }
    public required long Errors { get; init; }
    public required long Wins { get; init; }
    public required long Billings { get; init; }
    public required long Losses { get; init; }
    public required long Impressions { get; init; }
    public required long Clicks { get; init; }
    public required long Conversions { get; init; }
    public required long TestBids { get; init; }
    public required IReadOnlyDictionary<string, long> BidsByFormat { get; init; }
    public required decimal MediaCost { get; init; }
    public required decimal Billed { get; init; }
    public required IReadOnlyDictionary<string, ModelSummary> PricingModels { get; init; }
    public required int Campaigns { get; init; }
    public required IReadOnlyList<string> StoppedAtLimit { get; init; }
    public required int OverspentCampaigns { get; init; }
    public required decimal MaxOverspend { get; init; }
    public required bool LedgerBalanced { get; init; }
    public required long BudgetShifts { get; init; }
    [JsonPropertyName("p50_ms")] public required double P50Ms { get; init; }
    [JsonPropertyName("p99_ms")] public required double P99Ms { get; init; }
    [JsonPropertyName("p999_ms")] public required double P999Ms { get; init; }
    public required IReadOnlyDictionary<string, long> Faults { get; init; }
    public required IReadOnlyList<string> AuditFindings { get; init; }
    public bool AuditPassed => AuditFindings.Count == 0;

    public string ToJson() => JsonSerializer.Serialize(this, Form);
}

/// <summary>What one pricing model came to, over its campaigns.</summary>
internal sealed record ModelSummary(int Campaigns, long Impressions, long Clicks, long Conversions, decimal MediaCost, decimal Billed, decimal Unbilled);
