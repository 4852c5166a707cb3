using System.CommandLine;
using Bidding.LoadTest.Load;

namespace Bidding.LoadTest.Soak;

/// <summary><c>./bidding soak</c>: steady load on a real node for long, to see whether anything grows. Exit code 1 when something does.</summary>
internal static class SoakCommand
{
    /// <summary>Looks at a short soak; a long one is looked at every five seconds.</summary>
    private const int SamplesMin = 16;
    private static readonly TimeSpan SampleEveryMax = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SampleEveryMin = TimeSpan.FromSeconds(0.5);

    public static Command Create()
    {
        var minutes = CommandOptions.Bounded("--minutes", "Minutes of load that are judged.", 10, 1, 14_400);
        var seconds = new Option<int?>("--seconds") { Description = "Seconds instead of minutes. 8 to 864000." };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 8 or > 864_000)
            {
                result.AddError("--seconds must be from 8 to 864000.");
            }
        });
        var warmUp = CommandOptions.Bounded("--warmup", "Seconds of load before it, which are not judged: caches fill and code is compiled again by its use.", 90, 1, 3_600);
        var rate = CommandOptions.Bounded("--rate", "Bid requests a second; a tenth of the bids are followed by notices.", 1_000, 1, 100_000);
        var campaigns = CommandOptions.Bounded("--campaigns", "Campaigns live; one a second is edited.", 1_000, 1, 200_000);
        var seed = CommandOptions.Bounded("--seed", "The same seed makes the same campaigns, ads and requests.", 1, 0, int.MaxValue);
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("soak", "Hold a steady load and compare the first quarter with the last: memory, handles, threads, ledger lag, p99. Exit 1 if anything grows.")
        {
            minutes, seconds, warmUp, rate, campaigns, seed, json,
        };
        command.SetAction((parsed, cancel) =>
        {
            var length = parsed.GetValue(seconds) is { } asked ? TimeSpan.FromSeconds(asked) : TimeSpan.FromMinutes(parsed.GetValue(minutes));
            var every = TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds / SamplesMin, SampleEveryMin.TotalSeconds, SampleEveryMax.TotalSeconds));
            return RunAsync(
                new(length, TimeSpan.FromSeconds(parsed.GetValue(warmUp)), every, parsed.GetValue(rate), parsed.GetValue(campaigns), parsed.GetValue(seed), parsed.GetValue(json)),
                cancel);
        });
        return command;
    }

    private static Task<int> RunAsync(SoakOptions options, CancellationToken cancel) =>
        MeasuredVerb.RunAsync("soak", "nothing was judged", async progress =>
        {
            var report = await new SoakRun(options, progress).RunAsync(cancel);
            return (options.Json ? report.ToJson() : report.ToTable(), report.Flat && report.Errors == 0);
        });
}
