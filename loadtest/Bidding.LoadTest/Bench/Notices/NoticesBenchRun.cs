using System.Diagnostics;
using System.Threading.Channels;
using Bidding.Core.Ledger;
using Bidding.LoadTest.Demo;
using Bidding.LoadTest.Load.Targets;
using Bidding.LoadTest.Nodes;
using Bidding.Protocol.V1;
using Bidding.Storage.Sqlite.Ledger;
using Grpc.Net.Client;

namespace Bidding.LoadTest.Bench.Notices;

/// <summary>One run: a node with its campaigns, bids in bulk, notices, the node stopped, its ledger verified and counted.</summary>
internal sealed class NoticesBenchRun(NoticesBenchOptions options)
{
    private const int OneCampaignBatch = 250;
    private const int OneCampaignBatchesUnderWay = 12;
    private const int RateBatch = 500;
    private const int WarmUpSeconds = 15;
    private static readonly TimeSpan IdleMeasured = TimeSpan.FromSeconds(2);
    private readonly NoticeTally _warmUp = new(TimeProvider.System);
    private readonly NoticeTally _tally = new(TimeProvider.System);
    private TimeSpan _cpu;
    private TimeSpan _idleCpu;
    private TimeSpan _elapsed;
    private double _commits;

    public async Task<NoticesBenchReport> RunAsync(CancellationToken cancel)
    {
        var data = options.Data ?? Directory.CreateTempSubdirectory("bidding-bench-notices-");
        data.Create();
        try
        {
            await using (var node = await LocalNode.StartAsync(data.FullName, [], cancel))
            {
                await ApplyAsync(node, data.FullName, cancel);
                await MeasureAsync(node, cancel);
                if (!await node.StopAsync())
                {
                    throw new NodeFailedException($"The node did not stop when asked:{Environment.NewLine}{node.Output}");
                }
            }

            Say("verifying the ledger");
            var verdict = await LedgerVerdict.ReadAsync(data.FullName, cancel);
            var (wins, posts) = await CountAsync(Path.Combine(data.FullName, "ledger.db"), cancel);
            return new(options, _tally, _elapsed, _cpu, _idleCpu, _commits, wins - _warmUp.Wins, posts - _warmUp.Billings, verdict.Balanced);
        }
        finally
        {
            if (options.Data is null)
            {
                data.Delete(recursive: true);
            }
        }
    }

    private async Task ApplyAsync(LocalNode node, string folder, CancellationToken cancel)
    {
        Say($"a node with {options.Campaigns} campaigns");
        var file = Path.Combine(folder, "bench.yaml");
        await File.WriteAllTextAsync(file, NoticeCatalog.ToYaml(options.Campaigns), cancel);
        var (exitCode, _, error) = await LocalNode.RunVerbAsync(["campaign", "apply", "--file", file, "--node", $"{node.GrpcAddress}"], cancel);
        if (exitCode != ExitCodes.Done)
        {
            throw new NodeFailedException($"The campaigns were not taken: {error}");
        }
    }

    private async Task MeasureAsync(LocalNode node, CancellationToken cancel)
    {
        using var channel = GrpcChannel.ForAddress(node.GrpcAddress, new GrpcChannelOptions { HttpHandler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true } });
        var collector = new BidCollector(new Bidder.BidderClient(channel), options.Campaigns);
        Say("making bids");
        var warmUp = await collector.CollectAsync(WarmUpSeconds * options.Rate / 2, cancel);
        await SendAsync(node, channel, warmUp, _warmUp, cancel);
        var bids = await new BidCollector(new Bidder.BidderClient(channel), options.Campaigns).CollectAsync(options.Rate * options.Seconds / (options.OneCampaign ? 1 : 2), cancel);

        Say($"sending {2 * bids.Count} notices");
        using var metrics = new NodeMetrics(node.HttpAddress);
        var commitsBefore = await metrics.ReadCommitsAsync(cancel);
        var clock = Stopwatch.StartNew();
        var cpuBefore = node.CpuTime;
        await SendAsync(node, channel, bids, _tally, cancel);
        (_elapsed, _cpu) = (clock.Elapsed, node.CpuTime - cpuBefore);
        _commits = await metrics.ReadCommitsAsync(cancel) - commitsBefore;

        // Afterwards, and not at once: right after a change of load the runtime still compiles what became hot.
        await Task.Delay(IdleMeasured, cancel);
        var idleBefore = node.CpuTime;
        await Task.Delay(IdleMeasured, cancel);
        _idleCpu = (node.CpuTime - idleBefore) / IdleMeasured.TotalSeconds;
    }

    private async Task SendAsync(LocalNode node, GrpcChannel channel, IReadOnlyList<MadeBid> bids, NoticeTally tally, CancellationToken cancel)
    {
        var due = options.OneCampaign
            ? Channel.CreateBounded<SentNotice>(OneCampaignBatch * 2)
            : Channel.CreateUnbounded<SentNotice>();
        var sending = options.Stream
            ? new StreamNoticeSender(
                new(channel), options.OneCampaign ? OneCampaignBatch : RateBatch, OneCampaignBatchesUnderWay, tally).RunAsync(due.Reader, cancel)
            : new HttpNoticeSender(node.HttpAddress, options.Connections, tally).RunAsync(due.Reader, cancel);
        var feeding = options.OneCampaign
            ? OpenLoop.SendAllAsync(bids, 1_000, due.Writer, TimeProvider.System, cancel)
            : OpenLoop.SendAtRateAsync(bids, options.Rate, due.Writer, TimeProvider.System, cancel);

        // Whichever fails first ends the run: a sender that is gone would leave the other waiting.
        await await Task.WhenAny(sending, feeding);
        await Task.WhenAll(sending, feeding);
    }

    private static async Task<(long Wins, long Posts)> CountAsync(string file, CancellationToken cancel)
    {
        using var ledger = SqliteLedgerReader.Open(file);
        long wins = 0, posts = 0;
        foreach (var stream in await ledger.ReadStreamsAsync(cancel))
        {
            await foreach (var entry in ledger.ReadEntriesAsync(stream, 0, cancel))
            {
                wins += entry.Kind == EntryKind.Win ? 1 : 0;
                posts += entry.Kind == EntryKind.Post ? 1 : 0;
            }
        }

        return (wins, posts);
    }

    private static void Say(string what) => Console.Error.WriteLine($"bench notices: {what}");
}
