using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bidding.Simulator.Decisions;

namespace Bidding.LoadTest.Bench.Decide;

/// <summary>
/// <c>./bidding bench decide</c>: what a decision costs alone, from filled features to the priced and reserved bid, on one thread. Times are the wall clock's, read around
/// each decision.
/// </summary>
internal static class DecideBench
{
    private const int WarmUps = 60_000;
    private const int DecisionsMax = 10_000_000;

    public static Command Create()
    {
        var campaigns = CommandOptions.Bounded("--campaigns", "How many campaigns, of three ads each; 0 for 10,000 and 100,000.", 0, 0, 1_000_000);
        var seconds = CommandOptions.Bounded("--seconds", "How long to measure.", 5, 1, 600);
        var stale = new Option<bool>("--stale") { Description = "Order ads by what they were worth before anything was learned, as after a start." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object per size." };
        var command = new Command("decide", "The bid decision alone: time, bytes, and how many campaigns were eligible.") { campaigns, seconds, stale, json };
        command.SetAction(parsed => Run(parsed.GetValue(campaigns), parsed.GetValue(seconds), parsed.GetValue(stale), parsed.GetValue(json)));
        return command;
    }

    private static void Run(int campaigns, int seconds, bool stale, bool json)
    {
        if (!json)
        {
            Console.WriteLine("campaigns   us mean    p50    p99  us features  bytes/decision  eligible/request  bid on  disorder");
        }

        int[] sizes = campaigns == 0 ? [10_000, 100_000] : [campaigns];
        foreach (var size in sizes)
        {
            Print(Measure(size, seconds, stale), json);
        }
    }

    private static Figures Measure(int campaigns, int seconds, bool stale)
    {
        var rig = new DecideRig(campaigns, inOrder: !stale);
        for (var i = 0; i < WarmUps; i++)
        {
            rig.Fill();
            rig.Decide();
        }

        TakeOpportunities(rig);
        var times = new List<double>(DecisionsMax);
        var features = 0L;
        var bytes = 0L;
        var bids = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds && times.Count < DecisionsMax)
        {
            var begun = Stopwatch.GetTimestamp();
            rig.Fill();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var filled = Stopwatch.GetTimestamp();
            rig.Decide();
            var decided = Stopwatch.GetTimestamp();
            bytes += GC.GetAllocatedBytesForCurrentThread() - allocated;
            times.Add((decided - filled) * 1e6 / Stopwatch.Frequency);
            features += filled - begun;
            bids += rig.Decision.BidCount > 0 ? 1 : 0;
        }

        var eligible = TakeOpportunities(rig) / (double)times.Count;
        var mean = times.Average();
        times.Sort();
        return new(
            campaigns, mean, times[times.Count / 2], times[(int)(times.Count * 0.99)], features * 1e6 / Stopwatch.Frequency / times.Count,
            bytes / (double)times.Count, eligible, bids / (double)times.Count, rig.Live.Disorder(), times.Count);
    }

    /// <summary>Every campaign that is eligible counts one opportunity per slot.</summary>
    private static long TakeOpportunities(DecideRig rig) => rig.Live.All.Sum(campaign => (long)campaign.TakeDemand().Opportunities);

    private static void Print(Figures figures, bool json) => Console.WriteLine(json
        ? JsonSerializer.Serialize(figures, JsonSettings)
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{figures.Campaigns,9:N0}  {figures.DecideUsMean,8:N2}  {figures.DecideUsP50,5:N1}  {figures.DecideUsP99,5:N1}  {figures.FeaturesUsMean,11:N2}  {figures.BytesPerDecision,14:N2}  {figures.EligiblePerRequest,16:N0}  {figures.BidRate,6:P0}  {figures.Disorder,8:N1}"));

    private static readonly JsonSerializerOptions JsonSettings = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Figures(
        int Campaigns, double DecideUsMean, double DecideUsP50, double DecideUsP99, double FeaturesUsMean, double BytesPerDecision, double EligiblePerRequest,
        double BidRate, double Disorder, int Decisions);
}
