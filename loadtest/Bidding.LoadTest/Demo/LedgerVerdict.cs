using System.Text.Json;
using System.Text.Json.Serialization;
using Bidding.LoadTest.Nodes;

namespace Bidding.LoadTest.Demo;

/// <summary>What <c>bidding ledger verify --json</c> found in a node's books, recomputed from the entries.</summary>
internal sealed record LedgerVerdict
{
    private static readonly JsonSerializerOptions Form = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
    };

    [JsonPropertyName("ok")]
    public bool Balanced { get; init; }
    public IReadOnlyList<LedgerDifference> Differences { get; init; } = [];
    public IReadOnlyList<CampaignBooks> Campaigns { get; init; } = [];

    public static async Task<LedgerVerdict> ReadAsync(string dataFolder, CancellationToken cancel) =>
        Read(await LocalNode.RunVerbAsync(["ledger", "verify", "--data", dataFolder, "--json"], cancel));

    /// <summary>From what <c>ledger verify --json</c> printed. Throws <see cref="NodeFailedException"/> when that is no verdict.</summary>
    public static LedgerVerdict Read((int ExitCode, string Output, string Error) verify)
    {
        var (exitCode, output, error) = verify;
        var lastLine = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        if (!lastLine.StartsWith('{'))
        {
            throw new NodeFailedException($"ledger verify ended with code {exitCode} and no verdict: {error}");
        }

        var verdict = JsonSerializer.Deserialize<LedgerVerdict>(lastLine, Form) ?? throw new NodeFailedException("ledger verify gave no verdict.");
        return verdict with { Balanced = verdict.Balanced && exitCode == ExitCodes.Done };
    }
}

internal sealed record LedgerDifference(string Campaign, long Seq, string Rule, string Message);

/// <summary>One campaign's books. Limits are the largest that were in force; null: none.</summary>
internal sealed record CampaignBooks
{
    public string Campaign { get; init; } = "";
    public decimal Posted { get; init; }
    public decimal Billed { get; init; }
    public decimal Unbilled { get; init; }
    public decimal? MediaLimit { get; init; }
    public decimal? Budget { get; init; }
    public long Impressions { get; init; }
    public long Clicks { get; init; }
    public long Conversions { get; init; }
    public IReadOnlyList<DayBooks> Days { get; init; } = [];

    /// <summary>The largest of posted - media limit and billed - budget, in total and over days, and 0: recomputed here from the amounts.</summary>
    public decimal Overspend => Days
        .SelectMany(day => (decimal[])[Above(day.Posted, day.MediaLimit), Above(day.Billed, day.Budget)])
        .Concat([Above(Posted, MediaLimit), Above(Billed, Budget), 0m])
        .Max();

    private static decimal Above(decimal amount, decimal? limit) => limit is { } most ? amount - most : 0;
}

internal sealed record DayBooks(string Day, decimal Posted, decimal Billed, decimal? MediaLimit, decimal? Budget);
