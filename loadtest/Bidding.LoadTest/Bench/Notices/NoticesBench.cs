using System.CommandLine;
using Bidding.LoadTest.Nodes;
using Grpc.Core;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>What <c>bench notices</c> is asked to do.</summary>
internal sealed record NoticesBenchOptions
{
    public int Rate { get; init; }
    public int Seconds { get; init; }
    public int Campaigns { get; init; }
    public int Connections { get; init; }

    /// <summary>Over one gRPC <c>Notices/ReportStream</c> instead of HTTP.</summary>
    public bool Stream { get; init; }

    /// <summary>As fast as one campaign takes them, instead of at a fixed rate.</summary>
    public bool OneCampaign { get; init; }
    public bool Json { get; init; }
    public DirectoryInfo? Data { get; init; }
}

/// <summary>
/// <c>./bidding bench notices</c>: win and billing notices of real bids against a real node, sent at a fixed rate whatever the answers; from the intended send time to
/// the acknowledgement, which says that the ledger has flushed them to disk. The ledger is verified afterwards.
/// </summary>
internal static class NoticesBench
{
    public static Command Create()
    {
        var rate = CommandOptions.Bounded("--rate", "Notices a second.", 5_000, 10, 200_000);
        var seconds = CommandOptions.Bounded("--seconds", "How long notices are sent.", 10, 1, 50);
        var campaigns = CommandOptions.Bounded("--campaigns", "Campaigns that the notices are spread over.", 100, 1, 10_000);
        var connections = CommandOptions.Bounded("--connections", "Keep-alive HTTP/1.1 connections, one notice under way on each: too few, and notices wait in the client.", 256, 1, 1_000);
        var stream = new Option<bool>("--stream") { Description = "Over one gRPC Notices/ReportStream instead of HTTP." };
        var one = new Option<bool>("--one-campaign") { Description = "As many wins as one campaign takes, over gRPC streams; --rate is then the number of bids a second made ready." };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Keep the node's files in this folder (default: a temporary one)." };
        var command = new Command("notices", "Latency and CPU from a notice to its durable acknowledgement.") { rate, seconds, campaigns, connections, stream, one, json, data };
        command.SetAction((parsed, cancel) => RunAsync(
            new()
            {
                Rate = parsed.GetValue(rate),
                Seconds = parsed.GetValue(seconds),
                Campaigns = parsed.GetValue(one) ? 1 : parsed.GetValue(campaigns),
                Connections = parsed.GetValue(connections),
                Stream = parsed.GetValue(stream) || parsed.GetValue(one),
                OneCampaign = parsed.GetValue(one),
                Json = parsed.GetValue(json),
                Data = parsed.GetValue(data),
            },
            cancel));
        return command;
    }

    private static async Task<int> RunAsync(NoticesBenchOptions options, CancellationToken cancel)
    {
        try
        {
            var report = await new NoticesBenchRun(options).RunAsync(cancel);
            Console.WriteLine(options.Json ? report.ToJson() : report.ToText());
            return report.IsSound ? ExitCodes.Done : ExitCodes.CheckFailed;
        }
        catch (Exception fault) when (fault is NodeFailedException or FileNotFoundException)
        {
            await Console.Error.WriteLineAsync($"bench notices: {fault.Message}");
            return ExitCodes.CheckFailed;
        }
        catch (RpcException fault) when (fault.StatusCode == StatusCode.Unavailable)
        {
            await Console.Error.WriteLineAsync($"bench notices: the node can not be reached any more: {fault.Status.Detail}");
            return ExitCodes.Unreachable;
        }
    }
}
