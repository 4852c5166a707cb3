using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Bidding.LoadTest.Bench.Snapshots;

/// <summary><c>./bidding bench snapshots</c>: what a snapshot of the catalog costs: all of it from nothing, and the next one after an edit of one campaign.</summary>
internal static class SnapshotsBench
{
    private static readonly JsonSerializerOptions JsonSettings = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var campaigns = CommandOptions.Bounded("--campaigns", "How many campaigns, of three ads each; 0 for 10,000 and 100,000.", 0, 0, 1_000_000);
        var edits = CommandOptions.Bounded("--edits", "How many edits to measure.", 300, 1, 100_000);
        var json = new Option<bool>("--json") { Description = "Print one JSON object per size." };
        var command = new Command("snapshots", "A snapshot from nothing, and after an edit: CPU time, bytes, pauses, memory per ad.") { campaigns, edits, json };
        command.SetAction(parsed => Run(parsed.GetValue(campaigns), parsed.GetValue(edits), parsed.GetValue(json)));
        return command;
    }

    private static void Run(int campaigns, int edits, bool json)
    {
        if (!json)
        {
            Console.WriteLine("campaigns  full ms (CPU)  edit ms mean    max  CPU mean  KB/edit  rebuilt  gen0/1/2 per 1000  pause ms max  bytes/ad");
        }

        int[] sizes = campaigns == 0 ? [10_000, 100_000] : [campaigns];
        foreach (var size in sizes)
        {
            var figures = SnapshotsBenchRun.Measure(size, edits);
            Console.WriteLine(json ? JsonSerializer.Serialize(figures, JsonSettings) : Line(figures));
        }
    }

    private static string Line(SnapshotsFigures figures) => string.Create(
        CultureInfo.InvariantCulture,
        $"{figures.Campaigns,9:N0}  {$"{figures.FullMs:N0} ({figures.FullCpuMs:N0})",13}  {figures.EditMsMean,12:N2}  {figures.EditMsMax,5:N1}  {figures.EditCpuMsMean,8:N2}  {figures.BytesPerEdit / 1024,7:N0}  {figures.FullBuilds,7}  {$"{figures.Gen0Per1000:N0}/{figures.Gen1Per1000:N0}/{figures.Gen2Per1000:N0}",17}  {figures.PauseMsMax,12:N1}  {figures.BytesPerAd,8:N0}");
}

/// <param name="FullMs">The build from nothing of a process that has built one before.</param>
/// <param name="FullBuilds">Edits whose snapshot was built from nothing.</param>
/// <param name="EditMsMean">Of edits whose snapshot was made from the one before, valued for bidding; wall clock.</param>
/// <param name="PauseMsMax">The longest pause for garbage collection during the edits.</param>
/// <param name="BytesPerAd">Live bytes of snapshot, live parts and definitions together.</param>
internal sealed record SnapshotsFigures(
    int Campaigns, int Ads, double FullMs, double FullCpuMs, int Edits, int FullBuilds, double EditMsMean, double EditMsMax, double EditCpuMsMean, double BytesPerEdit,
    double Gen0Per1000, double Gen1Per1000, double Gen2Per1000, double PauseMsMax, double BytesPerAd);
