namespace Bidding.LoadTest.Demo;

/// <summary>What a person asked of the demo.</summary>
internal sealed record DemoOptions
{
    /// <summary>How long the exchange sends requests; 1 to 86,400.</summary>
    public required int Seconds { get; init; }

    /// <summary>Bid requests a second, sent whether or not earlier ones were answered.</summary>
    public required int Rate { get; init; }
    public required int Campaigns { get; init; }
    public required int Seed { get; init; }

    /// <summary>OpenRTB JSON, one request per line; null: made from the seed.</summary>
    public FileInfo? Requests { get; init; }

    /// <summary>Only the summary, as one JSON object.</summary>
    public required bool Json { get; init; }

    /// <summary>Where the node keeps its files; null: a temporary folder that is deleted afterwards.</summary>
    public DirectoryInfo? Data { get; init; }
}
