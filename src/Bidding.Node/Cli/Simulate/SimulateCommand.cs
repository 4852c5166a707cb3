using System.CommandLine;
using Bidding.Core.Amounts;
using Bidding.Core.Pacing;
using Bidding.Core.Replay.Logs;
using Bidding.Core.Replay.Runs;
using Bidding.Node.Cli.Catalog;

namespace Bidding.Node.Cli.Simulate;

/// <summary><c>simulate</c>: what campaigns would have bought of a logged day, by the product's own controllers and escrow rules. Needs no node.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var auctions = new Option<string>("--auctions") { Description = "The day's auctions: CSV (or CSV.gz) with time_ms and market_cpm, see docs/pacing.md.", Required = true };
        var history = new Option<string?>("--history") { Description = "An earlier day in the same form, for the forecast." };
        var campaigns = new Option<string?>("--campaigns") { Description = "Campaigns as for campaign apply." };
        var budget = new Option<string?>("--budget") { Description = "Instead of campaigns: one with this daily budget and no other limit, maximizing value." };
        var auction = Word("--auction", "What the winner pays: its bid, or the next price. Either way it is told the least that would have won; see docs/pacing.md for exchanges that do not tell.", "second", ["first", "second"]);
        var policy = Word("--policy", $"The controller; without it, {PacingPolicies.Default}, or what each campaign says.", null, PacingPolicies.Names);
        var value = Word("--value", "What counts as an impression's value for --budget; without it, pctr where the log has it, else constant.", null, ["pctr", "pcvr", "constant"]);
        var delay = Whole("--notice-delay-ms", "How long after its bid a notice comes.", 0, 0, 3_600_000);
        var nodes = Whole("--nodes", "How many gateways share the traffic.", 1, 1, 1_000);
        var seed = Whole("--seed", "Of all that is drawn.", 1, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var plot = new Option<string?>("--plot") { Description = "Draw plan, spend and multiplier into this SVG file." };
        var command = new Command("simulate", "Replay a log of auctions: what would these campaigns, or this budget, have bought?")
        {
            auctions, history, campaigns, budget, auction, policy, value, delay, nodes, seed, json, plot,
        };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var options = new SimulateOptions
                {
                    Auctions = parsed.GetValue(auctions)!,
                    History = parsed.GetValue(history),
                    Campaigns = parsed.GetValue(campaigns),
                    Budget = Budget(parsed.GetValue(budget)),
                    Policy = parsed.GetValue(policy),
                    Value = parsed.GetValue(value) is { } kind ? Enum.Parse<ValueKind>(kind, ignoreCase: true) : null,
                    Run = new ReplayOptions
                    {
                        IsFirstPrice = parsed.GetValue(auction) == "first",
                        NoticeDelayMs = parsed.GetValue(delay),
                        Nodes = parsed.GetValue(nodes),
                        Seed = (ulong)parsed.GetValue(seed),
                    },
                };
                var report = SimulateAction.Run(options, error);
                if (parsed.GetValue(plot) is { } file)
                {
                    File.WriteAllText(file, PlotSvg.Draw(report));
                }

                if (parsed.GetValue(json))
                {
                    SimulateOutput.WriteJson(report, output);
                }
                else
                {
                    SimulateOutput.WriteTables(report, output);
                }

                return ExitCodes.Done;
            }
            catch (ResourceFileException problem)
            {
                problem.Problems.ToList().ForEach(line => error.WriteLine($"bidding: {line}"));
                return ExitCodes.BadArguments;
            }
            catch (Exception problem) when (problem is SimulateException or AuctionLogException or IOException or UnauthorizedAccessException)
            {
                error.WriteLine($"bidding: {problem.Message}");
                return ExitCodes.BadArguments;
            }
        });
        return command;
    }

    private static Money? Budget(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Money.TryParse(text, out var amount) && amount.IsPositive && amount.Nanos <= 1_000_000_000 * Money.NanosPerUnit
            ? amount
            : throw new SimulateException($"--budget: must be an amount above 0 and at most 1000000000, with at most nine digits after the point: '{text}'");
    }

    private static Option<string?> Word(string name, string description, string? usual, IReadOnlyList<string> words)
    {
        var option = new Option<string?>(name) { Description = $"{description} One of {string.Join(", ", words)}.", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !words.Contains(result.Tokens[0].Value))
            {
                result.AddError($"{name}: must be one of {string.Join(", ", words)}: '{result.Tokens[0].Value}'");
            }
        });
        return option;
    }

    private static Option<int> Whole(string name, string description, int usual, int min, int max)
    {
        var option = new Option<int>(name) { Description = $"{description} {min} to {max}.", DefaultValueFactory = _ => usual };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var number) && (number < min || number > max))
            {
                result.AddError($"{name}: must be from {min} to {max}: {number}");
            }
        });
        return option;
    }
}
