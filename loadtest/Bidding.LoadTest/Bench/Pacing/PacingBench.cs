using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bidding.Core.Pacing;

namespace Bidding.LoadTest.Bench.Pacing;

/// <summary><c>./bidding bench pacing</c>: policies side by side on many days, by how much of the best value they win, how close to the plan, and what they leave unspent.</summary>
internal static class PacingBench
{
    private static readonly JsonSerializerOptions JsonSettings = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Command Create()
    {
        var shapes = new Option<string?>("--shapes") { Description = "Day shapes: CSV with region_id,dow,hour,traffic_share; without it, made-up ones." };
        var days = CommandOptions.Bounded("--days", "How many pairs of days.", 12, 1, 1_000);
        var auctions = CommandOptions.Bounded("--auctions", "Auctions a day.", 200_000, 1_000, 10_000_000);
        var nodes = CommandOptions.Bounded("--nodes", "Gateways that share the traffic.", 1, 1, 1_000);
        var delay = CommandOptions.Bounded("--notice-delay-ms", "How late notices come.", 0, 0, 3_600_000);
        var seed = CommandOptions.Bounded("--seed", "Of all that is drawn.", 1, 0, int.MaxValue);
        var shock = new Option<string>("--event") { Description = "What happens in one hour of the day: none, surge (traffic x 3), dearhour (prices x 2), outage (of 30 minutes).", DefaultValueFactory = _ => "none" };
        var noHistory = new Option<bool>("--no-history") { Description = "Nothing is known of the day before." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per line of the table." };
        var command = new Command("pacing", "Pacing policies side by side: value won, deviation from the plan, money left.") { shapes, days, auctions, nodes, delay, seed, shock, noHistory, json };
        command.SetAction(parsed =>
        {
            if (!Enum.TryParse<DayEvent>(parsed.GetValue(shock), ignoreCase: true, out var happening))
            {
                Console.Error.WriteLine($"bidding: --event: must be one of none, surge, dearhour, outage: '{parsed.GetValue(shock)}'");
                return ExitCodes.BadArguments;
            }

            var (count, first) = (parsed.GetValue(days), parsed.GetValue(seed));
            List<DayPair> pairs;
            try
            {
                pairs = parsed.GetValue(shapes) is { } file ? DayShapes.Read(file, count, first) : DayShapes.Synthetic(count, first);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
            {
                Console.Error.WriteLine($"bidding: {parsed.GetValue(shapes)}: {problem.Message}");
                return ExitCodes.BadArguments;
            }

            var run = new PacingBenchRun(parsed.GetValue(auctions), parsed.GetValue(nodes), parsed.GetValue(delay), first, happening, !parsed.GetValue(noHistory));
            Print(run.Measure(pairs, PacingPolicies.Names), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(IEnumerable<PacingBenchLine> lines, bool json)
    {
        if (!json)
        {
            Console.WriteLine("budget  policy          days   days  value mean    min  deviation median    max  after event  spent min  last serving  overspent");
        }

        foreach (var line in lines)
        {
            Console.WriteLine(json ? JsonSerializer.Serialize(line, JsonSettings) : string.Create(
                CultureInfo.InvariantCulture,
                $"{line.BudgetPart,6:0.###}  {line.Policy,-14}  {line.Kind,-5}  {line.Days,4}  {line.ValueMean,10:0.0000}  {line.ValueMin,5:0.000}  {line.DeviationMedian,16:0.00 %}  {line.DeviationMax,5:0.0 %}  {line.DeviationAfterEventMax,11:0.0 %}  {line.SpentMin,9:0.0000}  {TimeSpan.FromMilliseconds(line.LastServingMs),12:hh\\:mm\\:ss}  {line.Overspent,9}"));
        }
    }
}
