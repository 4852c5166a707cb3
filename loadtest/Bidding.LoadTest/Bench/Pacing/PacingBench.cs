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
        var levels = new Option<bool>("--levels") { Description = "With --shapes: each day keeps its share of the file's traffic; without it, all days have the same total." };
        var days = CommandOptions.Bounded("--days", "How many pairs of days.", 12, 1, 1_000);
        var auctions = CommandOptions.Bounded("--auctions", "Auctions a day.", 200_000, 1_000, 10_000_000);
        var nodes = CommandOptions.Bounded("--nodes", "Gateways that share the traffic.", 1, 1, 1_000);
        var delay = CommandOptions.Bounded("--notice-delay-ms", "How late notices come.", 0, 0, 3_600_000);
        var seed = CommandOptions.Bounded("--seed", "Of all that is drawn.", 1, 0, int.MaxValue);
        var shock = new Option<string>("--event") { Description = "What happens in one hour of the day: none, surge (traffic x 3), dearhour (prices x 2), outage (of 30 minutes), restart (of the campaign's grain).", DefaultValueFactory = _ => "none" };
        var noHistory = new Option<bool>("--no-history") { Description = "Nothing is known of the day before." };
        var targets = new Option<bool>("--targets") { Description = "Instead of the table: what is asked of pacing, figure by figure, over plain days, events, several nodes and late notices." };
        var of = new Option<string>("--of") { Description = "Whose targets.", DefaultValueFactory = _ => PacingPolicies.Default };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per line of the table." };
        var command = new Command("pacing", "Pacing policies side by side: value won, deviation from the plan, money left.") { shapes, levels, days, auctions, nodes, delay, seed, shock, noHistory, targets, of, json };
        command.SetAction(parsed =>
        {
            if (!Enum.TryParse<DayEvent>(parsed.GetValue(shock), ignoreCase: true, out var happening))
            {
                Console.Error.WriteLine($"bidding: --event: must be one of none, surge, dearhour, outage, restart: '{parsed.GetValue(shock)}'");
                return ExitCodes.BadArguments;
            }

            var (count, first) = (parsed.GetValue(days), parsed.GetValue(seed));
            List<DayPair> pairs;
            try
            {
                pairs = parsed.GetValue(shapes) is { } file ? DayShapes.Read(file, count, first, parsed.GetValue(levels)) : DayShapes.Synthetic(count, first);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
            {
                Console.Error.WriteLine($"bidding: {parsed.GetValue(shapes)}: {problem.Message}");
                return ExitCodes.BadArguments;
            }

            if (!PacingPolicies.Names.Contains(parsed.GetValue(of)))
            {
                Console.Error.WriteLine($"bidding: --of: must be one of {string.Join(", ", PacingPolicies.Names)}: '{parsed.GetValue(of)}'");
                return ExitCodes.BadArguments;
            }

            if (parsed.GetValue(targets))
            {
                return PrintTargets(new TargetsRun(parsed.GetValue(auctions), first, parsed.GetValue(of)!).Measure(pairs), parsed.GetValue(json)) ? ExitCodes.Done : ExitCodes.CheckFailed;
            }

            var run = new PacingBenchRun(parsed.GetValue(auctions), parsed.GetValue(nodes), parsed.GetValue(delay), first, happening, !parsed.GetValue(noHistory));
            Print(PacingBenchLine.Of(run.Measure(pairs, PacingPolicies.Names)), parsed.GetValue(json));
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

    private static bool PrintTargets(IEnumerable<PacingTarget> targets, bool json)
    {
        var all = true;
        if (!json)
        {
            Console.WriteLine($"{"figure",-72}  {"target",-10}  {"worst",9}  {"median",9}  {"met on",9}");
        }

        foreach (var target in targets)
        {
            all &= target.IsMet;
            Console.WriteLine(json ? JsonSerializer.Serialize(target, JsonSettings) : string.Create(
                CultureInfo.InvariantCulture,
                $"{target.Figure,-72}  {target.Target,-10}  {Shown(target, target.Worst),9}  {Shown(target, target.Median),9}  {target.Met,4}/{target.Days,-4}  {(target.IsMet ? "yes" : "no")}"));
        }

        return all;
    }

    private static string Shown(PacingTarget target, double value) =>
        value.ToString(target.Target.EndsWith('%') ? "0.00 %" : value >= 1000 ? "0" : "0.0000", CultureInfo.InvariantCulture);
}
