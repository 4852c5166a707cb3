using System.CommandLine;
using System.Globalization;

namespace Bidding.LoadTest.Load;

/// <summary><c>./bidding loadtest</c>: how many bids a node answers, at what cost and how soon, beside a service that answers a constant to the same bytes.</summary>
internal static class LoadCommand
{
    public static Command Create()
    {
        var target = new Option<string>("--target") { Description = "grpc (Bid), grpc-stream (BidStream) or json (HTTP).", DefaultValueFactory = _ => "grpc" };
        target.AcceptOnlyFromAmong("grpc", "grpc-stream", "json");
        var client = new Option<string>("--client") { Description = "builtin, or h2load (Debian: nghttp2-client; few distinct requests, closed loop alone, no notices).", DefaultValueFactory = _ => "builtin" };
        client.AcceptOnlyFromAmong("builtin", "h2load");
        var campaigns = CommandOptions.Bounded("--campaigns", "Campaigns live.", 10_000, 1, 200_000);
        var ads = new Option<int?>("--ads") { Description = "Ads live, spread over the campaigns. Default: three each." };
        ads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 600_000)
            {
                result.AddError("--ads must be from 1 to 600000.");
            }
        });
        var bidRate = Share("--bid-rate", "Share of the requests that are bid on.", 0.6);
        var notices = Share("--notices", "Share of the bids that are followed by a win and a billing notice.", 0);
        var edits = new Option<double>("--edits") { Description = "Campaigns edited a second, through the management API. 0 to 1000.", DefaultValueFactory = _ => 0 };
        edits.Validators.Add(result => Bound(result, "--edits", 0, 1000));
        var seconds = CommandOptions.Bounded("--seconds", "Seconds of load on the node, cut into rounds; the constant answer gets as many in turns.", 20, 1, 86_400);
        var rate = new Option<string?>("--rate") { Description = "Requests a second in an open loop, or max: the closed loop alone. Default: the maximum, then an open loop at half of it." };
        rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && text != "max" && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked is > 0 and <= 1_000_000))
            {
                result.AddError("--rate must be max or a number from 1 to 1000000.");
            }
        });
        var warmUp = CommandOptions.Bounded("--warmup", "Seconds of load on each server before anything is measured.", 5, 1, 600);
        var inFlight = CommandOptions.Bounded("--in-flight", "Requests under way in the closed loop.", 64, 1, 1000);
        var requests = CommandOptions.Bounded("--requests", "Distinct requests.", 3_000, 10, 100_000);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same campaigns, ads and requests.", 1, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var startup = new Option<bool>("--startup") { Description = "Only start a node: seconds until it is ready, and its memory after 30 s without traffic." };
        var command = new Command("loadtest", "Measure bids a second, CPU per bid and latency beside a constant-answer service.")
        {
            target, client, campaigns, ads, bidRate, notices, edits, seconds, rate, warmUp, inFlight, requests, seed, json, startup,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(client) == "h2load" && (result.GetValue(target) == "grpc-stream" || result.GetValue(rate) is not (null or "max") || result.GetValue(notices) > 0))
            {
                result.AddError("--client h2load knows neither grpc-stream, nor a rate, nor notices.");
            }
        });
        command.SetAction((parsed, cancel) =>
        {
            var asked = parsed.GetValue(rate);
            var count = parsed.GetValue(campaigns);
            return RunAsync(
                new()
                {
                    Target = parsed.GetValue(target) switch { "grpc" => LoadTarget.Grpc, "grpc-stream" => LoadTarget.GrpcStream, _ => LoadTarget.Json },
                    Client = parsed.GetValue(client) == "h2load" ? LoadClientKind.H2load : LoadClientKind.Builtin,
                    Campaigns = count,
                    Ads = parsed.GetValue(ads) ?? 3 * count,
                    BidRate = parsed.GetValue(bidRate),
                    Notices = parsed.GetValue(notices),
                    Edits = parsed.GetValue(edits),
                    Seconds = parsed.GetValue(seconds),
                    Rate = asked is null or "max" ? null : int.Parse(asked, CultureInfo.InvariantCulture),
                    Max = asked == "max" || parsed.GetValue(client) == "h2load",
                    WarmUpSeconds = parsed.GetValue(warmUp),
                    InFlight = parsed.GetValue(inFlight),
                    Requests = parsed.GetValue(requests),
                    Seed = parsed.GetValue(seed),
                    Json = parsed.GetValue(json),
                    Startup = parsed.GetValue(startup),
                },
                cancel);
        });
        return command;
    }

    private static Task<int> RunAsync(LoadOptions options, CancellationToken cancel) =>
        MeasuredVerb.RunAsync("loadtest", "nothing was measured to its end", async progress =>
        {
            if (options.Startup)
            {
                return (await new StartupRun(options, progress).RunAsync(cancel), true);
            }

            var report = await new LoadRun(options, progress).RunAsync(cancel);
            return (options.Json ? report.ToJson() : LoadTable.Write(report), report.Errors == 0);
        });

    private static Option<double> Share(string name, string description, double value)
    {
        var option = new Option<double>(name) { Description = $"{description} 0 to 1.", DefaultValueFactory = _ => value };
        option.Validators.Add(result => Bound(result, name, 0, 1));
        return option;
    }

    private static void Bound(System.CommandLine.Parsing.OptionResult result, string name, double min, double max)
    {
        if (!result.Errors.Any() && !(result.GetValueOrDefault<double>() >= min && result.GetValueOrDefault<double>() <= max))
        {
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} must be from {min} to {max}."));
        }
    }
}
