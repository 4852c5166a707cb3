using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidding.Simulator.Faults;
using Spectre.Console;

namespace Bidding.LoadTest.SimulateFaults;

/// <summary>Prints what a run did and found: a table for people, or one JSON object.</summary>
internal static class FaultsReport
{
    private const int ShownMax = 3;

    public static void Print(TextWriter output, SeedsResult result, int first, TimeSpan elapsed, bool json)
    {
        if (json)
        {
            output.WriteLine(ToJson(result, first, elapsed));
            return;
        }

        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(output) });
        var table = new Table().Border(TableBorder.Simple).AddColumn("what happened").AddColumn(new TableColumn("times").RightAligned());
        foreach (var deed in Enum.GetValues<Deed>())
        {
            table.AddRow(Words(deed), result.Tally[deed].ToString("N0", CultureInfo.InvariantCulture));
        }

        console.Write(table);
        foreach (var failed in result.Failed.Take(ShownMax))
        {
            output.WriteLine(string.Join(Environment.NewLine, failed.Describe()) + Environment.NewLine);
        }

        output.WriteLine(result.Failed.Count == 0
            ? $"{result.Seeds} seeds from {first}, all clean, in {elapsed.TotalSeconds:0.0} s"
            : $"{result.Seeds} seeds from {first}: {result.Failed.Count} FAILED ({string.Join(", ", result.Failed.Take(20).Select(f => f.Seed))}), in {elapsed.TotalSeconds:0.0} s");
    }

    private static string ToJson(SeedsResult result, int first, TimeSpan elapsed) => JsonSerializer.Serialize(new
    {
        seeds = result.Seeds,
        first_seed = first,
        failed = result.Failed.Select(f => new
        {
            seed = f.Seed,
            promise = f.Violation?.Promise,
            what = f.Violation?.What ?? f.Failure,
            replay = $"./bidding simulate-faults --seeds 1 --seed {f.Seed}",
        }),
        counts = Enum.GetValues<Deed>().ToDictionary(deed => Words(deed).Replace(' ', '_'), deed => result.Tally[deed]),
        elapsed_seconds = Math.Round(elapsed.TotalSeconds, 1),
    });

    private static string Words(Deed deed)
    {
        var words = new StringBuilder();
        foreach (var letter in deed.ToString())
        {
            words.Append(char.IsUpper(letter) && words.Length > 0 ? " " : "").Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }
}
