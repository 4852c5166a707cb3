using System.Globalization;
using System.Text.Json;
using Bidding.Fuzzing.Runs;
using Spectre.Console;

namespace Bidding.LoadTest.Fuzz;

/// <summary>What came of a run, for people and for programs.</summary>
internal static class FuzzSummary
{
    private static readonly string[] Titles = ["inputs", "accepted", "refused", "crashes", "500s", "wrong", "heap MiB"];

    public static void Print(IReadOnlyList<FuzzReport> reports)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("target");
        foreach (var title in Titles)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap());
        }

        foreach (var report in reports)
        {
            table.AddRow(
                report.Target, Number(report.Inputs), Number(report.Accepted), Number(report.Refused), Number(report.Crashes), Number(report.ServerErrors), Number(report.Wrong),
                $"{Size(report.HeapStart)} > {Size(report.HeapEnd)}");
        }

        AnsiConsole.Write(table);
        Console.WriteLine(reports.All(report => report.Passed)
            ? string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(report => report.Inputs):N0} inputs, no finding, memory flat.")
            : "There are findings.");
    }

    public static string ToJson(int seed, IReadOnlyList<FuzzReport> reports) => JsonSerializer.Serialize(new
    {
        seed,
        inputs = reports.Sum(report => report.Inputs),
        crashes = reports.Sum(report => report.Crashes),
        server_errors = reports.Sum(report => report.ServerErrors),
        wrong = reports.Sum(report => report.Wrong),
        memory_flat = reports.All(report => report.IsMemoryFlat),
        targets = reports.Select(report => new
        {
            target = report.Target,
            inputs = report.Inputs,
            accepted = report.Accepted,
            refused = report.Refused,
            crashes = report.Crashes,
            server_errors = report.ServerErrors,
            wrong = report.Wrong,
            seconds = Math.Round(report.Took.TotalSeconds, 2),
            heap_start_bytes = report.HeapStart,
            heap_end_bytes = report.HeapEnd,
        }),
    });

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.0}");
}
